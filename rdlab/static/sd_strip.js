// x0_hat of every step in a row, the image at its end, and beside it what the fewest steps make of the same noise.
import { keepDrawn, make } from "./part.js";
import { frame } from "./sd_picture.js";
import { fileName } from "./sd_words.js";
import { modelOf } from "./sd_store.js";
import { t } from "./texts.js";

export function mount({ element, props, watch }) {
  const box = element.querySelector(".rd-sdstrip");
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value;
    if (!value) return;
    const row = make("ol", "rd-sdstrip-row");
    row.tabIndex = 0;
    row.setAttribute("aria-label", t("sd.strip"));
    row.append(...value.steps_seen.map((preview, i) => item(small(preview, i + 1), t("sd.strip.step", { step: String(i + 1) }))));
    if (value.id) row.append(item(whole(value, value.id, value.steps), t("sd.strip.last"), "rd-sdstrip-last"));
    if (value.one) {
      const { id, steps } = value.one;
      const words = steps === 1 ? t("sd.strip.one_step") : t("sd.strip.one", { steps: String(steps) });
      row.append(item(whole(value, id, steps), words, "rd-sdstrip-one"));
    }
    box.replaceChildren(make("h3", "rd-title", t("sd.first")), make("p", "rd-muted", t("sd.strip")), row);
  });
}

function item(image, words, css = "") {
  const whole = make("li", css);
  whole.append(image, make("span", "rd-muted", words));
  return whole;
}

function small(preview, step) {
  const image = make("img");
  Object.assign(image, { src: preview, alt: t("sd.strip.step", { step: String(step) }) });
  return image;
}

function whole({ model, seed }, id, steps) {
  const name = modelOf(model)?.name ?? model;
  const words = steps === 1 ? t("sd.grid.one_step") : t("sd.grid.steps", { steps: String(steps) });
  return frame(id, { caption: `${name} · ${words} · ${t("sd.tile.seed", { seed: String(seed) })}`,
    file: fileName(model, steps, seed), seed });
}
