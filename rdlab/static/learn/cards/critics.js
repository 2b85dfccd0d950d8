// What critics say, and what is open: doubts, the lessons that measure them, and the paper's own numbers.
// @ts-check

import { make } from "../../kit/part.js";
import { rich } from "../../kit/sentence.js";
import { onLanguage, t } from "../../kit/texts.js";
import { open } from "../store.js";

/** @typedef {{method: string, model: string, steps: number, fid: number, ours: boolean}} Row */
/** @typedef {{method: string, days: number, gpu: string, ours: boolean}} Cost */
/** @typedef {{rows: Row[], costs: Cost[], source: string}} More */

/** Each doubt, and the keys of the lessons that it is measured in, as far as there are such. */
const PARTS = {
  coordinates: ["same_paths", "may_curve", "constant"],
  enough: ["rounds"],
  drift: ["rounds", "pairs_only"],
  behind: ["few_steps"],
  cost: [],
  open: [],
};

/** @param {HTMLElement} body  @param {More} more */
export function mount(body, more) {
  function draw() {
    const lead = make("section", "rd-card rd-critics");
    lead.append(make("p", "rd-lesson-text", t("card.critics.lead")));
    const source = make("section", "rd-card rd-critics");
    source.append(make("p", "rd-muted", t("card.critics.source")));
    const parts = Object.entries(PARTS).map(([key, lessons]) => {
      const part = make("section", "rd-card rd-critics");
      const says = make("p");
      says.append(
        ...rich({ key: `card.critics.says.${key}`, args: key === "cost" ? costs(more.costs) : {} }),
      );
      part.append(make("h3", "", t(`card.critics.part.${key}`)), says);
      if (key === "behind") part.append(...published(more));
      part.append(...links(lessons));
      return part;
    });
    body.replaceChildren(lead, ...parts, source);
  }
  onLanguage(draw);
  draw();
}

/** Buttons that open lessons; nothing for a lesson that is not there.
 *  @param {string[]} lessons */
function links(lessons) {
  const there = lessons.filter((key) => open.lessons.includes(key));
  if (!there.length) return [];
  const row = make("div", "rd-algorithms-bar");
  for (const key of there) {
    const number = open.lessons.indexOf(key);
    const link = make("a", "rd-pill", t("card.critics.lesson", { number, title: t(`lesson.${key}.title`) }));
    link.href = `#learn/${number}`;
    row.append(link);
  }
  return [row];
}

/** @param {Cost[]} all */
function costs(all) {
  const [ours, theirs] = [true, false].map((own) => all.filter((cost) => cost.ours === own)[0]);
  return {
    ours: ours.method,
    ours_days: ours.days,
    ours_gpu: ours.gpu,
    theirs: theirs.method,
    theirs_days: String(theirs.days), // as it is printed
    theirs_gpu: theirs.gpu,
    ratio: (theirs.days / ours.days).toFixed(1),
  };
}

/** The paper's table.
 *  @param {More} more */
function published({ rows, source }) {
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
  const title = make("h4", "rd-title", t("card.critics.table"));
  const [note, from] = [make("p", "rd-muted"), make("p", "rd-muted")];
  note.textContent = t("card.critics.table.note");
  from.textContent = t("learn.source", { source });
  return [title, note, scroller, from];
}

/** @param {string} scope  @param {string} text  @param {string} [role] */
function cell(scope, text, role = "") {
  const heading = make("th", role, text);
  heading.scope = scope;
  return heading;
}
