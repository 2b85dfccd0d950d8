// The question to predict; once the experiment has answered it, what was chosen and what came out are marked.
// @ts-check

import { find, findAll, keepDrawn, make } from "../kit/part.js";
import { has, t } from "../kit/texts.js";
import { onChange, predict, predicted } from "./store.js";

/** @typedef {{key: string, answers: number, outcome: Outcome | null}} Asked */

/** @param {Mount<Asked | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-ask");
  const title = make("h3", "rd-title");
  const question = make("p", "rd-ask-question");
  const group = make("div", "rd-ask-answers");
  group.setAttribute("role", "radiogroup");
  const help = make("p", "rd-muted");
  box.append(title, question, group, help);

  /** @param {Asked | null} value */
  function draw(value) {
    if (!value || !has(`lesson.${value.key}.question`)) return;
    title.textContent = t("learn.predict");
    question.textContent = t(`lesson.${value.key}.question`);
    group.setAttribute("aria-label", question.textContent);
    help.textContent = value.outcome ? "" : t("learn.predict.help");
    const focused = [...group.children].findIndex((each) => each.contains(document.activeElement));
    group.replaceChildren(...Array.from({ length: value.answers }, (_, i) => answer(value, i)));
    if (focused >= 0) findAll(group, "input")[focused]?.focus();
  }

  /** @param {Asked} asked  @param {number} i */
  function answer({ key, outcome }, i) {
    const label = make("label");
    const input = make("input");
    Object.assign(input, {
      type: "radio",
      name: "rd-ask",
      checked: predicted(key) === i,
      disabled: Boolean(outcome),
    });
    input.addEventListener("change", () => predict(key, i));
    label.append(input, make("span", "", t(`lesson.${key}.answer.${i}`)));
    label.toggleAttribute("data-yours", input.checked);
    if (outcome && input.checked) label.append(make("span", "rd-ask-mark", t("learn.is_yours")));
    if (outcome?.confirmed && outcome.right === i) {
      label.toggleAttribute("data-right", true);
      label.append(make("span", "rd-ask-mark rd-data", `✓ ${t("learn.is_right")}`));
    }
    return label;
  }
  keepDrawn({ props, watch }, draw);
  onChange(() => draw(props.value));
}
