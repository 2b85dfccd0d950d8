// What the experiment is doing: in words, and how far the training under way is.
import { group } from "./bus.js";
import { setBusy } from "./clock.js";
import { modelName } from "./learn_words.js";
import { keepDrawn, make } from "./part.js";
import { decimal, t } from "./texts.js";

export function mount({ element, props, watch }) {
  const box = element.querySelector(".rd-doing");
  const line = make("p");
  const bar = make("div", "rd-head-bar");
  bar.setAttribute("role", "progressbar");
  bar.append(make("i"));
  box.append(bar, line);
  keepDrawn({ props, watch }, (value) => {
    const { phase = "idle", model = "", step = 0, steps = 0, loss = null, seconds = "" } = value ?? {};
    const key = phase === "measure" && model ? "measure_model" : phase;
    const args = { model: model && modelName(model), step, steps, loss: decimal(loss), seconds };
    line.textContent = t(`learn.doing.${key}`, args);
    box.dataset.phase = phase;
    setBusy(group(props.group), !["idle", "stopped", "done"].includes(phase));
    const training = phase === "train" && steps > 0;
    const percent = training ? Math.round((100 * step) / steps) : phase === "done" ? 100 : 0;
    bar.hidden = ["idle", "stopped", "done"].includes(phase);
    bar.setAttribute("aria-valuenow", percent);
    bar.setAttribute("aria-label", line.textContent);
    bar.firstChild.style.width = `${percent}%`;
    bar.classList.toggle("rd-running", true);
    bar.dataset.role = /\/(rectified|matched|phased|cd-)/.test(model) ? "rectified" : "base";
  });
}
