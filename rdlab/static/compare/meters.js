// The numbers beneath each column, before and after, the best and the worst of the latest marked in words.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { decimal, t } from "../kit/texts.js";

/** @type {Metric[]} */
const METRICS = ["first_order_defect", "arc_over_chord", "one_step"];
const SLOTS = /** @type {const} */ ([
  { slot: "before", role: "base" },
  { slot: "after", role: "rectified" },
]);

/** @param {Mount<Compared | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-columns");
  box.setAttribute("role", "table");
  keepDrawn({ props, watch }, (value) => {
    const columns = value?.columns ?? [];
    box.setAttribute("aria-label", t("compare.meters"));
    box.hidden = !columns.some(({ before, after }) => before || after);
    box.replaceChildren(
      row(
        "rd-sr",
        "",
        columns.map(({ title }) => cell("columnheader", t(title))),
      ),
      ...METRICS.map((metric) =>
        row(
          "",
          metric,
          columns.map((column) => numbers(metric, column)),
        ),
      ),
      row(
        "rd-columns-floor",
        "floor",
        columns.map((column) => floor(column)),
      ),
    );
  });
}

/** @param {string} css  @param {string} name  @param {HTMLElement[]} cells */
function row(css, name, cells) {
  const line = make("div", `rd-board-grid ${css}`);
  line.setAttribute("role", "row");
  line.dataset.metric = name;
  const label = cell("rowheader", name && t(`compare.${name}`));
  label.className = "rd-columns-label";
  if (name) label.title = t(name === "floor" ? "compare.floor.help" : `meter.${name}.help`);
  line.append(label, ...cells);
  return line;
}

/** @param {string} role  @param {string} [text] */
function cell(role, text = "") {
  const part = make("span", "", text);
  part.setAttribute("role", role);
  return part;
}

/** @param {Metric} metric  @param {ComparedColumn} column */
function numbers(metric, column) {
  const part = cell("cell");
  const shown = SLOTS.flatMap(({ slot, role }) =>
    column[slot] ? [{ slot, role, found: column[slot] }] : [],
  );
  shown.forEach(({ slot, role, found }, i) => {
    if (i) part.append(" → ");
    part.append(make(slot === "after" ? "b" : "span", `rd-${role}`, decimal(found[metric])));
  });
  if (!shown.length) part.append(make("span", "rd-muted", "–"));
  const mark = shown.at(-1)?.found.marks?.[metric];
  if (mark)
    part.append(" ", make("span", `rd-mark rd-mark-${mark}`, t(`compare.mark.${called(metric, mark)}`)));
  return part;
}

/** Straight is no merit in itself: it is said what it is.
 *  @param {string} metric  @param {string} mark */
export function called(metric, mark) {
  if (metric !== "arc_over_chord") return mark;
  return mark === "best" ? "straightest" : "curved";
}

/** @param {ComparedColumn} column */
function floor(column) {
  const known = column.after ?? column.before;
  const part = cell("cell");
  part.append(make("span", "rd-data", known ? decimal(known.floor) : "–"));
  return part;
}
