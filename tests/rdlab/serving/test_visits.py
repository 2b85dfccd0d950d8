"""How long a visit goes on, and who may speak for it."""

import asyncio

import pytest

from rdlab.serving.visits import SOON, Full, Visit, Visits

ID = "a" * 32


class House:
    """Visits whose time is told."""

    def __init__(self, **options):
        self.over: list[str] = []
        self.turned: list[str] = []
        self.kept = True
        self.crowded = False
        self.visits = Visits(
            self.end, lambda _: self.kept, lambda: self.crowded, self.turned.append, **options
        )

    async def end(self, visit: Visit) -> None:
        self.over.append(visit.id)


def running(test):
    asyncio.run(test())


def test_a_page_that_comes_back_finds_its_visit():
    async def test():
        house = House()
        visit, gone = house.visits.hello(ID, "page")
        assert not gone and house.visits.caller(f"{ID}.{visit.epoch}", "page").visit == ID
        again, gone = house.visits.hello(ID, "another", visit.epoch)
        assert again is visit and not gone
        assert house.turned == ["page"] and "page" in visit.before

    running(test)


def test_a_last_word_of_a_page_that_was_left_takes_nobodys_place():
    async def test():
        house = House()
        visit, _ = house.visits.hello(ID, "page")
        house.visits.hello(ID, "another", visit.epoch)
        assert house.visits.caller(f"{ID}.{visit.epoch}", "page").page == "page"
        assert visit.page == "another" and house.turned == ["page"]

    running(test)


def test_after_its_end_it_is_gone_and_its_page_is_told():
    async def test():
        house = House()
        visit, _ = house.visits.hello(ID, "page")
        house.visits.end(ID)
        await asyncio.sleep(0)
        assert house.over == [ID]
        assert house.visits.caller(f"{ID}.{visit.epoch}", "page") is None
        new, gone = house.visits.hello(ID, "page", visit.epoch)
        assert gone and new.epoch != visit.epoch
        assert not house.visits.hello(ID, "page", new.epoch)[1]

    running(test)


def test_a_visit_needs_an_id_that_nobody_can_guess():
    async def test():
        visits = House().visits
        for id in ("", "a" * 21, "a" * 65, "../" + "a" * 30, "ä" * 30):
            with pytest.raises(ValueError, match="allowed"):
                visits.hello(id, "page")
        visit, _ = visits.hello(ID, "page")
        for header in ("", ID, f"{ID}.", f"{ID}.x", f".{visit.epoch}", f"{'b' * 32}.{visit.epoch}"):
            assert visits.caller(header, "page") is None and not visits.knows(header)

    running(test)


def test_grace_is_shorter_where_a_page_was_closed_and_others_wait():
    async def test():
        house = House(grace=100.0)
        visit, _ = house.visits.hello(ID, "page")
        now = visit.seen
        assert house.visits.rest(visit, now) == 125  # its next sign of life may just be due
        house.visits.leaving(ID, "wrong", "page")
        assert not visit.left
        house.visits.leaving(ID, visit.epoch, "page")
        now = visit.seen
        assert house.visits.rest(visit, now + 60) == 40
        house.crowded = True
        assert house.visits.rest(visit, now + SOON + 1) < 0
        house.visits.hello(ID, "page", visit.epoch)  # it was a reload
        assert house.visits.rest(visit, visit.seen) == 125
        with house.visits.connected(visit):
            assert house.visits.rest(visit, visit.seen + 1000) > 0

    running(test)


@pytest.mark.parametrize("why", ["silent", "idle", "lost"])
def test_visits_end_by_themselves(why, monkeypatch):
    async def test():
        monkeypatch.setattr("rdlab.serving.visits.REPAIR", 0.2)
        house = House(grace=0.4 if why == "silent" else 100.0, idle=0.3 if why == "idle" else 1e6)
        house.kept = why != "lost"
        monkeypatch.setattr("rdlab.serving.visits.LOOK", 0.05)
        async with house.visits.watched():
            house.visits.hello(ID, "page")
            await asyncio.sleep(0.1)
            assert not house.over
            await asyncio.sleep(0.9)
            assert house.over == [ID] and len(house.visits) == 0

    running(test)


def test_one_that_was_left_makes_room_for_a_newcomer():
    async def test():
        house = House(most=2)
        first, _ = house.visits.hello("a" * 32, "1")
        house.visits.hello("b" * 32, "2")
        with pytest.raises(Full):
            house.visits.hello("c" * 32, "3")
        house.visits.leaving(first.id, first.epoch, first.page)
        house.visits.hello("c" * 32, "3")
        await asyncio.sleep(0)
        assert house.over == [first.id]

    running(test)


def test_a_program_is_its_own_visit():
    async def test():
        house = House()
        caller = house.visits.caller(None, "0f3a")
        assert caller.visit == caller.page == "0f3a"
        assert house.visits.caller(None, "../../etc") is None

    running(test)


def test_an_event_under_way_does_not_bring_a_page_back_that_was_left():
    async def test():
        house = House()
        visit, _ = house.visits.hello(ID, "page")
        house.visits.leaving(ID, visit.epoch, "page")
        assert house.visits.caller(f"{ID}.{visit.epoch}", "page") is not None and visit.left
        house.visits.hello(ID, "page", visit.epoch)  # by Back, say
        assert not visit.left

    running(test)


def test_a_page_that_was_left_does_not_take_the_next_one_along():
    async def test():
        house = House()
        visit, _ = house.visits.hello(ID, "page")
        house.visits.hello(ID, "another", visit.epoch)
        house.visits.leaving(ID, visit.epoch, "page")  # arrives late
        assert not visit.left

    running(test)
