// The numbers beneath each column, before and after, the best and the worst of the latest marked in words.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { decimal, t } from "../kit/texts.js";

const METRICS = ["first_order_defect", "arc_over_chord", "one_step"];
const SLOTS = { before: "base", after: "rectified" };

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

function cell(role, text = "") {
  const part = make("span", "", text);
  part.setAttribute("role", role);
  return part;
}

function numbers(metric, column) {
  const part = cell("cell");
  const slots = Object.keys(SLOTS).filter((slot) => column[slot]);
  slots.forEach((slot, i) => {
    if (i) part.append(" → ");
    part.append(make(slot === "after" ? "b" : "span", `rd-${SLOTS[slot]}`, decimal(column[slot][metric])));
  });
  if (!slots.length) part.append(make("span", "rd-muted", "–"));
  const mark = column[slots.at(-1)]?.marks?.[metric];
  if (mark)
    part.append(" ", make("span", `rd-mark rd-mark-${mark}`, t(`compare.mark.${called(metric, mark)}`)));
  return part;
}

/** Straight is no merit in itself: it is said what it is. */
export function called(metric, mark) {
  if (metric !== "arc_over_chord") return mark;
  return mark === "best" ? "straightest" : "curved";
}

function floor(column) {
  const known = column.after ?? column.before;
  const part = cell("cell");
  part.append(make("span", "rd-data", known ? decimal(known.floor) : "–"));
  return part;
}
