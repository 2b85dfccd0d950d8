"""A real Chromium and the real server."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def system_chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def install_chromium() -> None:
    """Debian's package where that is possible, else Playwright's own build; raises if neither can be had."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            subprocess.run(["apt-get", *command], check=True, stdout=subprocess.DEVNULL, env=environment)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the system's, or one that is installed now."""
    with sync_playwright() as playwright:
        if not system_chromium() and not Path(playwright.chromium.executable_path).exists():
            install_chromium()
        chromium = playwright.chromium.launch(executable_path=system_chromium(), args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port: int, log: Path, under: tuple[str, ...] = (), **environment: str) -> subprocess.Popen:
    """A real `python app.py` on this port; ``under`` is a command that sets its limits and becomes it."""
    environment = {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port), **environment}
    with log.open("a") as out:
        return subprocess.Popen(
            [*under, sys.executable, "app.py"],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def serving(log: Path, **environment: str) -> Iterator[str]:
    """The address of a real `python app.py` on a free port, which ends with the block."""
    port = free_port()
    process, address = start(port, log, **environment), f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The server of all browser tests but those that need their own: without a GPU and without models."""
    bare = {"CUDA_VISIBLE_DEVICES": "", "RDLAB_SD_MODELS": "", "SPACE_ID": ""}
    with serving(tmp_path_factory.mktemp("server") / "log.txt", **bare) as address:
        yield address


def wait_for(address: str, process: subprocess.Popen, log: Path, seconds: float = 180) -> None:
    """Returns when `address` answers; raises with the server's own words when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer on {address}:\n{log.read_text()[-4000:]}")


# Remembers whether Stop could ever be pressed since, for however short.
BEGUN = """() => {
  const begun = { seen: false }, stop = document.querySelector("#lab-stop");
  const look = () => { begun.seen ||= !stop.disabled; };
  new MutationObserver(look).observe(stop, { attributes: true });
  return begun;
}"""


class Lab:
    """The Lab tab in one browser page."""

    def __init__(self, page: Page):
        self.page = page
        self.errors: list[str] = []  # of the console and of scripts
        self.foreign: list[str] = []  # requests to any host but ours

    def part(self, name: str) -> Locator:
        return self.page.locator(f"#lab-{name}")

    def click(self, name: str) -> None:
        expect(self.part(name)).to_be_enabled()
        self.part(name).click()

    def begin(self, button: str) -> None:
        """Click a button that starts a run, and wait until it has begun; it may be over by then."""
        expect(self.part(button)).to_be_enabled()
        begun = self.page.evaluate_handle(BEGUN)
        self.part(button).click()
        self.page.wait_for_function("(begun) => begun.seen", arg=begun)

    def choose(self, name: str, label: str) -> None:
        """Choose a pill by what is written on it, or a thumbnail by its name."""
        if not self.part(name).is_visible() and self.part("close").is_visible():
            self.settings(close=True)  # which stand in place of data and form
        part, exactly = self.part(name), re.compile(rf"^\s*{re.escape(label)}\s*$")
        pill = part.locator("label", has_text=exactly)
        (pill if pill.count() else part.get_by_role("radio", name=label, exact=True)).click()

    def clock(self, key: str) -> None:
        """Press a key on the time slider: Home is noise, End is data."""
        self.part("clock").locator("input[type=range]").press(key)

    def type(self, name: str, value: str) -> None:
        """Type a number into one of the settings and press Enter."""
        field = self.part(name).locator("input")
        if not field.is_visible():
            self.settings()
        field.fill(value)
        field.press("Enter")
        expect(field).to_have_value(value)

    def settings(self, close: bool = False) -> None:
        """Open the settings, or close them."""
        self.part("close" if close else "advanced").locator("button").click()
        expect(self.part("knobs")).to_be_visible(visible=not close)

    def menu(self, name: str, label: str) -> None:
        """Choose from a menu among the settings."""
        if not self.part(name).is_visible():
            self.settings()
        self.part(name).locator("input").click()
        self.page.get_by_role("option", name=label, exact=True).click()

    def tab(self, name: str) -> None:
        """Show one of the charts."""
        self.part("charts").locator(f'[data-tab="{name}"]').click()

    def pick(self, slot: str, label: str) -> None:
        """Choose the stage of a slot by its name."""
        self.part(f"pick-{slot}").locator("select").select_option(label=label)

    def stage(self, slot: str) -> dict:
        """What the stage has drawn, read back by its own debug function; {} before it is there."""
        find = "(slot) => window.__rdlab?.stages.find((stage) => stage.slot === slot)?.debug() ?? {}"
        return self.page.evaluate(find, slot)

    def shows(self, slot: str, seconds: float = 60, **wanted) -> dict:
        """Waits until the stage's picture has these values; what it shows then."""
        return self.until(
            lambda: self.stage(slot), lambda shown: all(shown.get(k) == v for k, v in wanted.items()), seconds
        )

    def until(self, look: Callable, good: Callable, seconds: float = 60):
        """Looks again and again until what is seen is good."""
        end = time.monotonic() + seconds
        while not good(seen := look()):
            assert time.monotonic() < end, f"still {str(seen)[:800]} after {seconds} s"
            self.page.wait_for_timeout(30)
        return seen

    def status(self, text: str, seconds: float = 60) -> None:
        expect(self.part("status")).to_contain_text(text, timeout=1000 * seconds)

    def numbers(self) -> str:
        return self.part("meters").inner_text()


class Profiles:
    """Browser profiles that remember nothing of who had them before but the app's own files: compiling those
    anew for each visitor is a fifth of opening a page."""

    def __init__(self, browser: Browser):
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}
        self._kinds: dict[BrowserContext, str] = {}

    def open(self, **options) -> Page:
        """A new page in a profile of its own, with the options of ``Browser.new_context``."""
        kind = repr(sorted(options.items()))
        free = self._free.setdefault(kind, [])
        context = free.pop() if free else self._browser.new_context(**options)
        self._kinds[context] = kind
        return context.new_page()

    def close(self, page: Page) -> None:
        """Close the page and forget what it has kept."""
        context = page.context
        if page.is_closed() or len(context.pages) > 1:
            context.close()
            return
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.close()
        context.clear_cookies()
        self._free[self._kinds[context]].append(context)


@pytest.fixture(scope="session")
def profiles(browser) -> Profiles:
    return Profiles(browser)


@contextmanager
def visiting(profiles: Profiles, server: str, forgiven: str = "(?!)") -> Iterator[Callable[..., Lab]]:
    """``visit(locale=…, width=…, height=…)`` opens the lab as a new visitor; ``script`` runs before the
    page's own. Whatever they did, there must have been no error in a console (but for those ``forgiven``), no
    request to another host."""
    labs: list[Lab] = []

    def open_lab(
        locale: str = "en-US",
        width: int = 1440,
        height: int = 900,
        address: str = server,
        script: str = "",
        **options,
    ) -> Lab:
        page = profiles.open(locale=locale, viewport={"width": width, "height": height}, **options)
        if script:
            page.add_init_script(script)
        lab = Lab(page)
        labs.append(lab)
        page.on("console", lambda m: lab.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: lab.errors.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:", "blob:")) else lab.foreign.append(r.url),
        )
        page.goto(address)
        lab.shows("before", paths=200)
        return lab

    yield open_lab
    for lab in labs:
        profiles.close(lab.page)
        assert not [error for error in lab.errors if not re.search(forgiven, error)]
        assert not lab.foreign


@pytest.fixture(scope="session")
def visitors(profiles, server) -> Callable:
    """For those who share a visitor among tests: ``with visitors() as visit``."""
    return partial(visiting, profiles, server)


@pytest.fixture
def visit(visitors) -> Iterator[Callable[..., Lab]]:
    with visitors() as visit:
        yield visit


@pytest.fixture
def lab(visit) -> Lab:
    """The lab as a new English visitor on a laptop sees it."""
    return visit()
