// The measured numbers of both stages: two dials, bars with one tick each, one line of help on tap or focus.
// @ts-check

import { dial, dialRow } from "../kit/dials.js";
import { around, find, keepDrawn, make } from "../kit/part.js";
import { decimal, t } from "../kit/texts.js";
import { group as groupOf } from "../stage/bus.js";

/** @typedef {Record<string, number | null>} Measured */

// metric -> value at the right end of its bar; larger values widen it
/** @type {Record<string, number>} */
const METERS = {
  first_order_defect: 1.25,
  arc_over_chord: 1.45,
  straightness: 5,
  step_gap: 1.25,
  one_step: 1.25,
};
const DIALS = ["first_order_defect", "arc_over_chord"];
const SLOTS = [
  ["before", "base"],
  ["after", "rectified"],
];

/** @param {Mount<Record<string, Measured | null> | null, {group: string}>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-meters");
  const group = groupOf(props.group);
  /** @type {Set<string>} */
  const open = new Set();
  box.addEventListener("click", (event) => {
    const button = around(event.target, "button");
    if (button) reveal(button, button.getAttribute("aria-expanded") !== "true");
  });
  box.addEventListener("focusin", ({ target }) => {
    const button = around(target, "button:focus-visible");
    if (button === target && button) reveal(button, true);
  });
  box.addEventListener("focusout", ({ target }) => {
    const button = around(target, "button");
    if (button === target && button) reveal(button, false);
  });

  /** @param {HTMLElement} button  @param {boolean} shown */
  function reveal(button, shown) {
    open[shown ? "add" : "delete"](button.dataset.metric ?? "");
    button.setAttribute("aria-expanded", String(shown));
    find(box, `#${button.getAttribute("aria-controls")}`).hidden = !shown;
  }

  /** @param {Record<string, Measured | null> | null} value */
  function draw(value) {
    const focused = box.contains(document.activeElement)
      ? around(document.activeElement, "button")?.dataset.metric
      : null;
    box.replaceChildren(make("h3", "rd-title", t("meter.title")));
    const rows = Object.keys(METERS).map((metric) =>
      row(metric, value ?? {}, open.has(metric), group.state.roles),
    );
    box.append(dialRow(rows.slice(0, DIALS.length)), ...rows.slice(DIALS.length));
    if (focused) find(box, `[data-metric="${focused}"]`).focus({ preventScroll: true });
  }
  keepDrawn({ props, watch }, draw);
  group.on((changed) => changed.has("roles") && draw(props.value));
}

/** @param {string} metric  @param {Record<string, Measured | null>} value  @param {boolean} expanded
 *  @param {GroupState["roles"]} roles */
function row(metric, value, expanded, roles) {
  const found = SLOTS.flatMap(([slot, role]) => {
    const [number, floor] = [value[slot]?.[metric], value[slot]?.floor];
    return known(number) ? [{ role: roles[slot] ?? role, floor, number }] : [];
  });
  const end = Math.max(METERS[metric], ...found.map(({ number }) => 1.1 * number));
  const line = make("div", "rd-meter");

  const name = make("button", "rd-meter-name", t(`meter.${metric}`));
  name.type = "button";
  name.dataset.metric = metric;
  name.title = t(`meter.${metric}.help`);
  name.setAttribute("aria-expanded", String(expanded));
  name.setAttribute("aria-controls", `rd-help-${metric}`);

  const values = make("span", "rd-meter-values");
  found.forEach(({ role, number }, i) => {
    if (i) values.append(" → ");
    values.append(make("b", `rd-${role}`, decimal(number)));
  });
  if (!found.length) values.append(make("span", "rd-muted", "–"));

  const help = make("p", "rd-meter-help", t(`meter.${metric}.help`));
  help.id = `rd-help-${metric}`;
  help.hidden = !expanded;
  if (DIALS.includes(metric)) {
    line.classList.add("rd-meter-dial");
    line.append(dial(metric, found, end), name, values, help);
    return line;
  }

  const bar = make("div", "rd-meter-bar");
  /** @type {(number: number, role: string) => void} */
  const tick = (number, role) => {
    const mark = make("i", `rd-tick rd-tick-${role}`);
    mark.style.left = `${Math.min(100, (100 * Math.max(0, number)) / end)}%`;
    bar.append(mark);
  };
  const floor = found.map((each) => each.floor).find(known);
  if (metric === "one_step" && floor !== undefined) {
    tick(floor, "floor");
    values.append(" ", make("span", "rd-data rd-floor", t("meter.floor", { floor: decimal(floor) })));
  }
  found.forEach(({ number, role }) => tick(number, role));

  line.append(name, values, bar, help);
  return line;
}

/** @param {number | null | undefined} number  @returns {number is number} */
function known(number) {
  return Number.isFinite(number);
}
