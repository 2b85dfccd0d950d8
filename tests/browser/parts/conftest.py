"""The page of parts (parts_page.py), served once for this folder and opened anew for each test."""

import pytest
from parts_page import served


@pytest.fixture(scope="package")
def address():
    with served() as found:
        yield found


class Parts:
    """The page of parts in one browser page; ``errors`` and ``foreign`` must stay empty."""

    def __init__(self, page, address: str):
        self.page, self.errors, self.foreign = page, [], []
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda r: self.heard(r.url, address))

    def heard(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.foreign.append(url)

    def stage(self, slot: str = "before") -> dict:
        """What the stage has drawn, read back by its own debug function."""
        return self.page.evaluate("(s) => __rdlab.stages.find((each) => each.slot === s).debug()", slot)

    def set(self, **state) -> None:
        self.page.evaluate("(state) => __rdlab.groups.get('lab').set(state)", state)

    def state(self, name: str):
        return self.page.evaluate("(name) => __rdlab.groups.get('lab').state[name]", name)

    def until(self, condition: str) -> None:
        """Waits until a condition on ``state`` and ``stages`` holds."""
        known = "const { stages, groups } = __rdlab; const { state } = groups.get('lab');"
        self.page.wait_for_function(f"() => {{ {known} return {condition} }}")

    def do(self, name: str, wait: str, slot: str = "before") -> None:
        """Press a button and wait until the stage's header ``h`` is as wished."""
        self.page.locator(f"#{name}").click()
        self.until(f"stages.some(({{ slot, header: h }}) => slot === '{slot}' && h && ({wait}))")

    def shown(self, name: str) -> None:
        self.page.locator(f"[data-show='{name}']").click()

    @property
    def slider(self):
        return self.page.get_by_role("slider")

    @property
    def box(self):
        return self.page.locator(".rd-stage-box").first


@pytest.fixture
def visit(profiles, address):
    """``visit()`` opens the page; nothing plays by itself there unless ``reduced_motion`` says so."""
    opened = []

    def open_page(query: str = "", **options) -> Parts:
        usual = {"viewport": {"width": 1000, "height": 900}, "locale": "en-US", "reduced_motion": "reduce"}
        parts = Parts(profiles.open(**usual | options), address)
        opened.append(parts)
        parts.page.goto(address + query)
        parts.page.wait_for_function("() => window.__rdlab?.stages.length === 2")
        parts.until("stages.every((s) => s.size)")
        return parts

    yield open_page
    for parts in opened:
        profiles.close(parts.page)
        assert not parts.errors and not parts.foreign


@pytest.fixture
def parts(visit) -> Parts:
    return visit()
