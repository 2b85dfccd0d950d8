// The question to predict; once the experiment has answered it, what was chosen and what came out are marked.
// @ts-check

import { find, findAll, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { has, t } from "../kit/texts.js";
import { isOpen, onChange, predict, predicted, reveal } from "./store.js";
import { explained } from "./terms.js";
import { verdict } from "./verdict.js";

/** @typedef {{key: string, answers: number, outcome: Outcome | null}} Asked */

/** @param {Mount<Asked | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-ask");
  const title = make("h3", "rd-title");
  const question = make("p", "rd-ask-question");
  const group = make("div", "rd-ask-answers");
  group.setAttribute("role", "radiogroup");
  const foot = make("div", "rd-ask-foot");
  const help = make("p", "rd-muted");
  const first = make("button", "rd-pill rd-ask-first");
  first.type = "button";
  first.addEventListener("click", () => {
    if (!props.value) return;
    reveal(props.value.key);
    const tab = document.querySelector("#learn-levels [role=tab][aria-selected=true]");
    if (tab instanceof HTMLElement) tab.focus();
  });
  foot.append(help, first);
  const news = make("p", "rd-sr");
  news.setAttribute("aria-live", "polite");
  box.append(title, question, group, foot, news);

  /** @param {Asked | null} value */
  function draw(value) {
    if (!value || !has(`lesson.${value.key}.question`)) return;
    title.textContent = t("learn.predict");
    const asked = `lesson.${value.key}.question`;
    question.replaceChildren(...explained(rich({ key: asked })));
    group.setAttribute("aria-label", t(asked));
    help.textContent = t(`learn.predict.${state(value)}`);
    news.textContent = value.outcome ? `${verdict(value.key, value.outcome)} ${help.textContent}` : "";
    first.textContent = t("learn.first");
    first.hidden = isOpen(value.key);
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
    const marks = make("span", "rd-ask-marks");
    if (outcome && input.checked) marks.append(make("span", "", t("learn.is_yours")));
    if (outcome?.decided && outcome.right === i) {
      label.toggleAttribute("data-right", true);
      marks.append(make("span", "rd-data", `✓ ${t("learn.is_right")}`));
    }
    if (marks.childNodes.length) label.append(marks);
    return label;
  }
  keepDrawn({ props, watch }, draw);
  onChange(() => draw(props.value));
}

/** @param {Asked} asked */
function state({ key, outcome }) {
  if (!outcome) return "help";
  return predicted(key) === undefined ? "seen" : "done";
}
