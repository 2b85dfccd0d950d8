// What critics say, and what is open: the paper's own numbers beside the methods that it is compared with.
// @ts-check

import { make } from "../../kit/part.js";
import { onLanguage, t } from "../../kit/texts.js";

/** @typedef {{method: string, model: string, steps: number, fid: number, ours: boolean}} Row */

/** @param {HTMLElement} body  @param {{rows: Row[], source: string}} more */
export function mount(body, more) {
  const draw = () => body.replaceChildren(published(more));
  onLanguage(draw);
  draw();
}

/** @param {{rows: Row[], source: string}} more */
function published({ rows, source }) {
  const card = make("section", "rd-card rd-published");
  const scroller = make("div", "rd-table rd-table-scroll");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  scroller.setAttribute("aria-label", t("card.critics.table"));
  const table = make("table");
  const top = table.createTHead().insertRow();
  for (const name of ["method", "model", "steps"].map((column) => t(`learn.published.${column}`)))
    top.append(cell("col", name));
  top.append(cell("col", "FID"));
  const lines = table.createTBody();
  for (const { method, model, steps, fid, ours } of rows) {
    const line = lines.insertRow();
    line.append(cell("row", method, ours ? "rd-rectified" : ""));
    for (const value of [model, String(steps), fid.toFixed(2)]) line.append(make("td", "", value));
  }
  scroller.append(table);
  card.append(
    make("h3", "rd-published-title", t("card.critics.table")),
    make("p", "rd-muted", t("card.critics.table.note")),
    scroller,
    make("p", "rd-muted", t("learn.source", { source })),
  );
  return card;
}

/** @param {string} scope  @param {string} text  @param {string} [role] */
function cell(scope, text, role = "") {
  const heading = make("th", role, text);
  heading.scope = scope;
  return heading;
}
