// What the experiment is doing, in words, and how far it is as a whole.
// @ts-check

import { find, keepDrawn } from "../kit/part.js";
import { progressBar } from "../kit/progress_bar.js";
import { t } from "../kit/texts.js";
import { group } from "../stage/bus.js";
import { setBusy } from "../stage/clock.js";
import { modelName } from "./words.js";

/** @typedef {{phase?: string, model?: string, step?: number, steps?: number, number?: number, count?: number, done?: number, seconds?: string | number}} Doing */

/** @param {Mount<Doing | null, {group: string}>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-doing");
  const { bar, tell } = progressBar(box);
  bar.classList.add("rd-running");
  keepDrawn({ props, watch }, (value) => {
    const {
      phase = "idle",
      model = "",
      step = 0,
      steps = 0,
      number = 0,
      count = 0,
      done = 0,
      seconds = "",
    } = value ?? {};
    const key = phase === "measure" && model ? "measure_model" : phase;
    const args = { model: model && modelName(model), step, steps, number, count, seconds };
    tell(done, t(`learn.doing.${key}`, args));
    box.dataset.phase = phase;
    setBusy(group(props.group), !["idle", "stopped", "done"].includes(phase));
    bar.hidden = ["idle", "stopped", "done"].includes(phase);
  });
}
