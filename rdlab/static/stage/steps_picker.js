// The number of solver steps: a few by one click, any other typed.
// @ts-check
import { arrowStep } from "../kit/arrows.js";
import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";

const QUICK = [1, 2, 4, 8, 25, 50];

/** @param {Mount<number | null, {most: number}>} part */
export function mount({ element, props, watch, trigger }) {
  const box = find(element, ".rd-steps");
  const label = make("span", "rd-steps-label");
  const group = make("div", "rd-steps-pills");
  group.setAttribute("role", "radiogroup");
  const pills = QUICK.map((count) => {
    const pill = make("button", "rd-pill", String(count));
    pill.type = "button";
    pill.setAttribute("role", "radio");
    pill.addEventListener("click", () => choose(count));
    return pill;
  });
  group.append(...pills);
  const typed = make("input");
  Object.assign(typed, { type: "number", min: 1, max: props.most, step: 1, inputMode: "numeric" });
  typed.addEventListener("change", () => choose(typed.value === "" ? null : Number(typed.value)));
  group.addEventListener("keydown", (event) => {
    const step = arrowStep(event.key);
    if (!step) return;
    event.preventDefault();
    const next =
      (pills.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + step + QUICK.length) %
      QUICK.length;
    choose(QUICK[next]);
    pills[next].focus();
  });
  box.append(label, group, typed);

  /** @param {number | null} count */
  function choose(count) {
    if (count === props.value) return;
    props.value = count;
    draw(count);
    trigger("input");
  }
  /** @param {number | null} value */
  function draw(value) {
    label.textContent = t("control.view_steps");
    box.title = t("control.view_steps.help");
    group.setAttribute("aria-label", label.textContent);
    typed.setAttribute("aria-label", t("control.view_steps.any", { most: props.most }));
    if (document.activeElement !== typed || Number(typed.value) !== value) typed.value = String(value ?? "");
    pills.forEach((pill, i) => {
      pill.setAttribute("aria-checked", String(QUICK[i] === value));
      pill.tabIndex = QUICK[i] === value || (i === 0 && !QUICK.some((count) => count === value)) ? 0 : -1;
    });
  }
  keepDrawn({ props, watch }, draw);
}
