"""The data card's own data on a page of the lab: what a test does to it, and reads back from it."""

from playwright.sync_api import expect

ENDS = """() => {
  const { arrays, header } = __rdlab.stages.find(({ slot }) => slot === "before");
  const { shape, data } = arrays.u;
  return { preview: Boolean(header.preview), center: header.center, scale: header.scale,
           ends: Array.from(data.slice(-2 * shape[1])) };
}"""
MIXTURE = """() => {
  const stage = __rdlab.stages.find(({ slot }) => slot === "before");
  const { tool } = stage.group.state;
  if (!tool) return null;
  const view = stage.view();
  const box = stage.frame.box.getBoundingClientRect();
  const px = ([x, y]) => [box.x + (view.left + view.sx * x) / stage.ratio,
                          box.y + (view.top - view.sy * y) / stage.ratio];
  const { mixture } = tool;
  const { a, b } = mixture.handles(mixture.chosen, stage.ratio / view.sx);
  return { ...mixture.parameters(), selected: mixture.selected, chosen: { ...mixture.chosen },
           centres: mixture.components.map(({ x, y }) => px([x, y])), a: px(a), b: px(b),
           perPixel: stage.ratio / view.sx, box: [box.x, box.y, box.width] };
}"""


class Own:
    """The data card's own data, on a page of the lab."""

    def __init__(self, lab):
        self.lab, self.page = lab, lab.page
        self.drawing = self.page.locator(".rd-dialog-draw")
        self.table = self.page.locator(".rd-dialog-csv")
        self.bar = self.page.locator(".rd-edit-bar")

    def open(self, name: str) -> None:
        self.page.locator(f"#lab-own [data-open={name}]").click()

    def count(self) -> int:
        self.page.evaluate("new Promise(requestAnimationFrame)")
        self.page.evaluate("new Promise(requestAnimationFrame)")
        return int(self.drawing.get_attribute("data-count") or 0)

    def tool(self, name: str) -> None:
        self.drawing.locator(f"[data-tool={name}]").click()

    def done(self, dialog=None) -> None:
        (dialog or self.drawing).locator("[data-do=done]").click()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Page coordinates of a point of the drawing, whose square goes from -1 to 1."""
        box = self.drawing.locator("canvas").bounding_box()
        return box["x"] + box["width"] * (1 + x) / 2, box["y"] + box["height"] * (1 - y) / 2

    def finger_travels(self) -> None:
        """Between a drag and a tap elsewhere; of a tap at once Chromium makes no click."""
        self.page.wait_for_timeout(500)

    def stroke(self, *points: tuple[float, float]) -> None:
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(*point), steps=6)
        self.page.mouse.up()

    def mixture(self) -> dict:
        return self.page.evaluate(MIXTURE)

    def edit(self) -> dict:
        self.open("mixture")
        expect(self.bar).to_be_visible(timeout=20_000)
        self.page.evaluate("new Promise(requestAnimationFrame)")
        return self.mixture()

    def drag(self, start, end) -> dict:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=5)
        self.page.mouse.up()
        return self.mixture()

    def ends(self) -> dict:
        self.page.evaluate("new Promise(requestAnimationFrame)")
        self.page.evaluate("new Promise(requestAnimationFrame)")
        return self.page.evaluate(ENDS)
