// What a stage of the lesson shows: model, solver, steps, coordinates, and what is drawn over it.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { modelName } from "./words.js";

/** @typedef {{model?: string, data: string, solver: string, steps: number, times: string, coordinates: string, overlay: string, live?: boolean}} Drawing */

/** @param {Mount<Drawing | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-drawing");
  const title = make("h3");
  const note = make("p", "rd-muted");
  box.append(title, note);
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value;
    if (!value) return;
    title.textContent = value.model
      ? modelName(value.model)
      : t("learn.drawn.data", { data: { key: `data.${value.data}` } });
    note.textContent = value.model ? notes(value).join(" · ") : "";
  });
}

/** What is drawn over it; "phases_4" is of so many phases.
 *  @param {string} overlay */
function overlaid(overlay) {
  const [kind, count] = overlay.split("_");
  return kind === "phases" ? t("learn.overlay.phases", { count }) : t(`learn.overlay.${overlay}`);
}

/** @param {Drawing} drawing */
function notes({ solver, steps, times, coordinates, overlay, live }) {
  if (live) return [t("learn.drawn.live")];
  const many = steps === 1 ? "one_step" : "steps";
  return [
    t(`learn.drawn.${many}`, { solver: { key: `solver.${solver}` }, steps }),
    ...(times ? [t(`learn.drawn.even_${times}`)] : []),
    ...(coordinates === "x" ? [] : [t(`learn.drawn.${coordinates.replace("/", "_")}`)]),
    ...(overlay ? [overlaid(overlay)] : []),
  ];
}
