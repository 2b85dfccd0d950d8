// All numbers of a comparison as a table, and the same as a CSV file made in the browser.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { decimal, t } from "../kit/texts.js";
import { called } from "./meters.js";

/** @typedef {{title: string, slot: string, found: Found}} Row */

/** @type {Metric[]} */
const SHAPE = ["first_order_defect", "arc_over_chord", "straightness", "step_gap"];
/** @type {Partial<Record<Metric, string>>} */
const NAMES = {
  first_order_defect: "compare.first_order_defect",
  arc_over_chord: "compare.arc_over_chord",
  straightness: "compare.table.straightness",
  step_gap: "compare.table.step_gap",
};
const SLOTS = /** @type {const} */ (["before", "after"]);
/** @type {Record<string, string>} */
const ROLES = { before: "base", after: "rectified" };

/** @param {Mount<Compared | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-table");
  const head = make("div", "rd-table-head");
  const title = make("h3", "rd-title");
  const save = make("button", "rd-pill");
  save.type = "button";
  const scroller = make("div", "rd-table-scroll");
  scroller.tabIndex = 0;
  const note = make("p", "rd-muted");
  head.append(title, save);
  box.append(head, scroller, note);
  save.addEventListener("click", () => props.value && download(props.value));
  keepDrawn({ props, watch }, (value) => {
    const rows = rowsOf(value);
    title.textContent = t("compare.table");
    scroller.setAttribute("aria-label", title.textContent);
    save.textContent = t("compare.table.csv");
    save.hidden = scroller.hidden = !rows.length;
    note.textContent = t(rows.length ? "compare.table.note" : "compare.table.empty");
    scroller.replaceChildren(rows.length ? table(rows) : "");
  });
}

/** [{title, slot, found}]: first what was trained, then what was rectified.
 *  @param {Compared | null} value  @returns {Row[]} */
function rowsOf(value) {
  const columns = value?.columns ?? [];
  return SLOTS.flatMap((slot) =>
    columns.flatMap(({ title, [slot]: found }) => (found ? [{ title, slot, found }] : [])),
  );
}

/** @param {Row[]} rows */
function table(rows) {
  const { steps } = rows[0].found;
  const whole = make("table");
  const top = whole.createTHead().insertRow();
  const names = [
    t("compare.table.stage"),
    t("compare.table.what"),
    ...SHAPE.map((name) => t(NAMES[name] ?? "")),
    ...steps.map(stepsName),
    t("compare.table.floor"),
  ];
  names.forEach((name) => {
    const th = make("th", "", name);
    th.scope = "col";
    top.append(th);
  });
  for (const slot of SLOTS) {
    const mine = rows.filter((row) => row.slot === slot);
    if (mine.length) whole.append(group(slot, mine));
  }
  return whole;
}

/** @param {string} slot  @param {Row[]} rows */
function group(slot, rows) {
  const body = make("tbody");
  rows.forEach(({ title, found }, i) => {
    const line = body.insertRow();
    if (!i) {
      const th = make("th", `rd-${ROLES[slot]}`, t(`compare.${slot}`));
      Object.assign(th, { scope: "rowgroup", rowSpan: rows.length });
      line.append(th);
    }
    const name = make("th", "", t(title));
    name.scope = "row";
    line.append(
      name,
      ...SHAPE.map((metric) => number(found[metric], metric, found.marks)),
      ...found.quality.map((value, k) => number(value, k ? "" : "one_step", found.marks)),
      number(found.floor, "floor"),
    );
  });
  return body;
}

/** @param {number | null | undefined} value  @param {string} metric
 *  @param {Record<string, string>} [marks] */
function number(value, metric, marks = {}) {
  const td = make("td", metric === "floor" ? "rd-data" : "", decimal(value));
  const mark = marks?.[metric];
  if (mark) {
    td.dataset.mark = mark;
    td.title = t(`compare.mark.${called(metric, mark)}`);
    td.append(make("span", "rd-sr", ` (${td.title})`));
  }
  return td;
}

/** @param {number} count */
function stepsName(count) {
  return count === 1 ? t("compare.table.one") : t("compare.table.steps", { steps: count });
}

/** Plain names and full numbers, the same in every language; one row for each column and stage.
 *  @param {Compared} value */
export function csv(value) {
  const rows = rowsOf(value);
  const { steps } = rows[0].found;
  const head = [
    "data",
    "seed",
    "compared",
    "name",
    "stage",
    ...SHAPE,
    ...steps.map((k) => `sliced_w2_${k}`),
    ...steps.map((k) => `nfe_${k}`),
    ...steps.map((k) => `milliseconds_${k}`),
    "floor",
  ];
  /** @type {(row: Row) => unknown[]} */
  const line = ({ title, slot, found }) => [
    value.data,
    value.seed,
    value.kind,
    title.split(".")[1],
    slot === "before" ? "base" : "rectified-1",
    ...SHAPE.map((name) => found[name]),
    ...found.quality,
    ...found.nfe,
    ...found.ms,
    found.floor,
  ];
  return [head, ...rows.map(line)].map((cells) => `${cells.join(",")}\n`).join("");
}

/** @param {Compared} value */
function download(value) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([csv(value)], { type: "text/csv" }));
  link.download = `rdlab-${value.kind}s-${value.data}-${value.seed}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
