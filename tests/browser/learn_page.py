"""What the browser tests of the Learn tab share."""

from collections.abc import Callable

from playwright.sync_api import expect

CLAIMS = """() => [...document.querySelectorAll("#learn-claims .rd-claim")].map((card) => ({
  key: card.dataset.claim, verdict: card.dataset.verdict,
  value: card.querySelector(".rd-claim-value").textContent,
  unit: card.querySelector(".rd-claim-unit").textContent, says: card.querySelector(".rd-verdict").textContent,
  beside: [...card.querySelectorAll("dd b")].map((number) => number.textContent) }))"""


def opener(visit: Callable) -> Callable:
    """Opens a lesson by its address, as a new visitor."""

    def opened(number: int, **options):
        lab = visit(**options)
        lab.page.evaluate("(number) => { location.hash = `#learn/${number}`; }", number)
        expect(lab.page.locator("#learn-text p").first).to_contain_text(str(number), timeout=60_000)
        return lab

    return opened


def finished(lab, seconds: float = 60) -> list[dict]:
    """The claims of the experiment, once it has ended."""
    return lab.until(lambda: lab.page.evaluate(CLAIMS), bool, seconds)
