// What the run is doing: in words, and as a bar where it is known how far it is.
// @ts-check
import { find, keepDrawn } from "../kit/part.js";
import { progressBar } from "../kit/progress_bar.js";
import { has, t } from "../kit/texts.js";
import { lasting } from "./words.js";

/** @typedef {{phase?: string, share?: number, step?: number, steps?: number, done?: number, all?: number, name?: string, number?: number, seconds?: number}} Doing */

const STILL = ["idle", "stopped", "done", "compared", "line"];

/** @param {Mount<Doing | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-doing");
  const { line, bar, tell } = progressBar(box);
  bar.classList.add("rd-running");
  line.setAttribute("aria-live", "polite");
  keepDrawn({ props, watch }, (value) => {
    const { phase = "idle", share, step, steps, done, all, name, number, seconds } = value ?? {};
    const part =
      share ??
      (phase === "decode"
        ? 1
        : steps && step !== undefined
          ? step / steps
          : all && done !== undefined
            ? done / all
            : 0);
    const percent = Math.round(100 * part);
    const args = {
      percent: String(percent),
      step: String(step),
      steps: String(steps),
      done: String(done),
      all: String(all),
      name,
      number: String(number),
      time: seconds === undefined ? "" : lasting(seconds),
    };
    tell(part, has(`sd.doing.${phase}`) ? t(`sd.doing.${phase}`, args) : "");
    box.dataset.phase = phase;
    bar.hidden = STILL.includes(phase);
  });
}
