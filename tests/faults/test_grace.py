"""A page that was away for longer than its grace is told so, keeps its choices, and can run again."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.faults.conftest import (
    Server,
    begins_slowly,
    server_with,
    trained,
    visiting_with_faults,
)

GRACE = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with server_with(tmp_path_factory.mktemp("server"), RDLAB_GRACE=str(GRACE), RDLAB_WORKERS="1") as server:
        yield server


def chosen_and_trained(lab: Lab) -> list[float]:
    """Choices that are not the first ones, and a training with them; where its paths end."""
    lab.choose("form", "Flow matching")
    lab.type("seed", "7")
    trained(lab)
    lab.shows("after", stage="base")
    return ends(lab)


def ends(lab: Lab) -> list[float]:
    """The numbers of the right-hand picture."""
    return lab.page.evaluate("Array.from(__rdlab.stages.find(({ slot }) => slot === 'after').arrays.u.data)")


def all_is_gone_and_runs_again(lab: Lab, before: list[float]) -> None:
    """One sentence, no models, the same choices; and the same training at the press of a button."""
    notice = lab.part("notice")
    expect(notice).to_contain_text("anything that was trained here is gone", timeout=120_000)
    lab.shows("after", stage=None)
    lab.shows("before", stage="exact", form="flow_matching")
    expect(lab.part("seed").locator("input")).to_have_value("7")
    expect(lab.part("steps").locator("input")).to_have_value("40")
    expect(lab.part("form").locator("input:checked")).to_have_value("flow_matching")
    notice.get_by_role("button", name="Run it again").click()
    lab.status("40 steps in", seconds=120)
    lab.shows("after", stage="base")
    expect(notice).to_be_hidden()
    assert ends(lab) == before


def test_a_network_that_was_away_for_longer_than_the_grace(visit, network):
    lab = visit()
    before = chosen_and_trained(lab)
    network.cut()
    lab.page.wait_for_timeout(1000 * (3 * GRACE))
    network.mend()
    all_is_gone_and_runs_again(lab, before)


def test_a_reload_that_came_too_late(visit, server):
    lab = visit()
    before = chosen_and_trained(lab)
    address = lab.page.url
    lab.page.goto("about:blank")
    lab.page.wait_for_timeout(1000 * (3 * GRACE))
    lab.page.goto(address)
    all_is_gone_and_runs_again(lab, before)


def test_a_server_that_was_started_anew(visit, server):
    lab = visit()
    before = chosen_and_trained(lab)
    server.end()
    lab.page.wait_for_timeout(3000)
    expect(lab.page.locator(".rd-connection")).to_contain_text("No connection just now", timeout=30_000)
    server.start()
    all_is_gone_and_runs_again(lab, before)


def test_a_closed_page_gives_its_place_sooner_to_those_who_wait(profiles, tmp_path):
    few = {"RDLAB_VISITORS": "1", "RDLAB_GRACE": "600", "RDLAB_WORKERS": "1"}
    with server_with(tmp_path, **few) as server, visiting_with_faults(profiles, server.address) as visit:
        first, second = visit(), visit()
        begins_slowly(first)
        second.type("steps", "40")
        second.settings(close=True)
        second.click("train")
        second.status("Number 1 in line")
        first.page.close()
        closed = monotonic()
        second.status("40 steps in", seconds=180)  # long before the grace is over
        assert monotonic() - closed > 10  # but not at once: it might have been a reload
