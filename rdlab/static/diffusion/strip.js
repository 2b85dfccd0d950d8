// x0_hat of every step, and side by side what the fewest steps and all of them make of the same noise.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { frame } from "./picture.js";
import { modelOf } from "./store.js";
import { fileName } from "./words.js";

/** @typedef {{model: string, seed: number, steps: number, id?: string, steps_seen: string[], one?: {id: string, steps: number} | null}} Strip */

/** @param {Mount<Strip | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-sdstrip");
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value;
    if (!value) return;
    const row = make("ol", "rd-sdstrip-row");
    row.setAttribute("aria-label", t("sd.strip"));
    row.append(...value.steps_seen.map((preview, i) => item("li", small(preview, i + 1), String(i + 1))));
    const ends = make("div", "rd-sdstrip-ends");
    if (value.one && value.id) {
      const { id, steps } = value.one;
      ends.append(
        item("div", whole(value, id, steps), t("sd.strip.end", { steps: stepsIn(steps) }), "rd-sdstrip-one"),
      );
      ends.append(
        item("div", whole(value, value.id, value.steps), t("sd.strip.end", { steps: stepsIn(value.steps) })),
      );
    }
    const title = make("p", "rd-muted", value.steps_seen.length ? t("sd.strip") : "");
    box.replaceChildren(make("h3", "rd-title", t("sd.first")), title, row, ends);
  });
}

/** @param {number} steps */
function stepsIn(steps) {
  return steps === 1 ? t("sd.grid.one_step") : t("sd.grid.steps", { steps: String(steps) });
}

/** @param {"li" | "div"} tag  @param {Node} image  @param {string} words  @param {string} [css] */
function item(tag, image, words, css = "") {
  const whole = make(tag, css);
  whole.append(image, make("span", "rd-muted", words));
  return whole;
}

/** @param {string} preview  @param {number} step */
function small(preview, step) {
  const image = make("img");
  Object.assign(image, { src: preview, alt: t("sd.strip.step", { step: String(step) }) });
  return image;
}

/** @param {Strip} strip  @param {string} id  @param {number} steps */
function whole({ model, seed }, id, steps) {
  const name = modelOf(model)?.name ?? model;
  return frame(id, {
    caption: `${name} · ${stepsIn(steps)} · ${t("sd.tile.seed", { seed: String(seed) })}`,
    file: fileName(model, steps, seed),
    seed,
  });
}
