// The first-order view in numbers: two dials, and sentences that say what to expect and what was measured.
// @ts-check
import { dial, dialRow } from "../kit/dials.js";
import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { decimal, t } from "../kit/texts.js";
import { modelOf } from "./store.js";
import { cosine } from "./words.js";

/** @typedef {{model: string, steps: number, fewest: number, gap: number | null, lowest: number, first_order_defect: number, arc_over_chord: number}} Told */

const ENDS = { first_order_defect: 1, step_gap: 1.5 };

/** @param {Mount<Told | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-sdnumbers");
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value;
    if (!value) return;
    const model = modelOf(value.model);
    const role = model?.rectified ? "rectified" : "base";
    const { steps, fewest, gap } = value;
    const measured = make("p");
    const one = steps === 1;
    if (!one) {
      const told = { lowest: cosine(value.lowest), fo: decimal(value.first_order_defect) };
      measured.append(...rich({ key: "sd.measured", args: told }));
      if (gap !== null) {
        const args = { fewest: String(fewest), steps: String(steps), gap: decimal(gap) };
        measured.append(" ", ...rich({ key: "sd.measured_gap", args }));
      }
    }
    const family = one ? "one" : (model?.family ?? "plain");
    box.replaceChildren(
      dialRow([
        hand(
          "first_order_defect",
          one ? null : value.first_order_defect,
          role,
          t("meter.first_order_defect"),
        ),
        hand(
          "step_gap",
          gap,
          role,
          gap === null ? t("meter.step_gap") : t("sd.gap", { fewest: String(fewest), steps: String(steps) }),
        ),
      ]),
      make("p", "rd-muted", one ? "" : t("sd.arc", { arc: decimal(value.arc_over_chord) })),
      make("p", "rd-sdexpect", t(`sd.expect.${family}`)),
      measured,
    );
    box.dataset.gap = String(gap ?? "");
  });
}

/** @param {keyof typeof ENDS} metric  @param {number | null} number  @param {string} role
 *  @param {string} words */
function hand(metric, number, role, words) {
  const whole = make("div", "rd-meter rd-meter-dial");
  whole.title = t(`meter.${metric}.help`);
  const value = make("span", "rd-meter-values");
  value.append(make("b", `rd-${role}`, decimal(number)));
  whole.append(
    dial(metric, number === null ? [] : [{ role, number }], ENDS[metric]),
    make("span", "rd-meter-name", words),
    value,
  );
  return whole;
}
