// The paper's table; the marks are those of the charts beside it.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { t } from "../kit/texts.js";

/** @typedef {{ours: boolean, role: string, mark: string, method: string, model: string, steps: number, fid: number, clip: number}} Row */

const COLUMNS = ["method", "model", "steps"];

/** @param {Mount<{rows?: Row[], source: string} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-published");
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value?.rows;
    if (!value?.rows) return;
    const note = make("p", "rd-muted");
    note.append(...rich({ key: "learn.published.note" }));
    const scroller = make("div", "rd-table rd-table-scroll");
    scroller.tabIndex = 0;
    scroller.setAttribute("aria-label", t("learn.published"));
    scroller.append(table(value.rows));
    box.replaceChildren(
      make("h3", "rd-published-title", t("learn.published")),
      note,
      scroller,
      make("p", "rd-muted", t("learn.source", { source: value.source })),
    );
  });
}

/** @param {Row[]} rows */
function table(rows) {
  const whole = make("table");
  const top = whole.createTHead().insertRow();
  for (const name of [...COLUMNS.map((column) => t(`learn.published.${column}`)), "FID", "CLIP"]) {
    const th = make("th", "", name);
    th.scope = "col";
    top.append(th);
  }
  const body = whole.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    const name = make("th", row.ours ? "rd-rectified" : "");
    name.scope = "row";
    const mark = make("span", `rd-published-mark rd-${row.role}`, row.mark);
    mark.setAttribute("aria-hidden", "true");
    name.append(mark, row.method);
    line.append(
      name,
      ...[row.model, row.steps, row.fid.toFixed(2), row.clip.toFixed(3)].map((cell) =>
        make("td", "", String(cell)),
      ),
    );
  }
  return whole;
}
