// From x, where each form has a size of its own, to u, where none has: for stages that ask for "x-u".
// @ts-check
import { find, findAs, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { registry } from "./bus.js";

/** @param {Group} group */
export function unscaledOptions(group) {
  const element = make("span", "rd-viewbar-choice rd-morph rd-unscaled");
  element.innerHTML = `<b>x</b><input type="range" min="0" max="100" step="1"><b>u</b><span class="rd-muted"></span>`;
  const slider = findAs(element, "input", HTMLInputElement);
  const note = find(element, ".rd-muted");
  slider.addEventListener("input", () => group.set({ unscaled: slider.valueAsNumber / 100 }));

  /** Whether a stage that is shown asks for it. */
  function asked() {
    return registry.stages.some(
      (stage) => stage.group === group && stage.element.isConnected && stage.header?.coords === "x-u",
    );
  }
  function update() {
    slider.value = String(Math.round(100 * group.state.unscaled));
    slider.style.setProperty("--at", `${slider.value}%`);
  }
  function words() {
    slider.setAttribute("aria-label", t("view.unscaled"));
    slider.title = t("view.unscaled");
    note.textContent = t("view.unscaled.note");
  }
  return { element, asked, update, words };
}
