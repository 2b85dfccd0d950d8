// What cards are worked with: pills of which one is chosen, and menus.
// @ts-check

import { arrowStep } from "../../kit/arrows.js";
import { make } from "../../kit/part.js";

/** Pills of which one is chosen; write(chosen, label, words) draws them.
 *  @param {string[]} names  @param {(name: string) => void} choose */
export function pills(names, choose) {
  const element = make("div", "rd-cardpills");
  element.setAttribute("role", "radiogroup");
  const all = names.map((name, i) => {
    const pill = make("button", "rd-pill");
    pill.type = "button";
    pill.dataset.name = name;
    pill.setAttribute("role", "radio");
    pill.addEventListener("click", () => choose(name));
    pill.addEventListener("keydown", (event) => {
      const step = arrowStep(event.key);
      if (!step) return;
      event.preventDefault();
      const next = (i + step + names.length) % names.length;
      choose(names[next]);
      all[next].focus();
    });
    element.append(pill);
    return pill;
  });
  /** @param {string} chosen  @param {string} label  @param {(name: string) => string} words */
  function write(chosen, label, words) {
    element.setAttribute("aria-label", label);
    all.forEach((pill, i) => {
      pill.textContent = words(names[i]);
      pill.setAttribute("aria-checked", String(names[i] === chosen));
      pill.tabIndex = names[i] === chosen ? 0 : -1;
    });
  }
  return { element, write };
}

/** A menu with its label before it.
 *  @param {string[]} names  @param {(name: string) => void} choose */
export function menu(names, choose) {
  const element = make("label", "rd-cardmenu");
  const [label, select] = [make("span"), make("select")];
  select.append(...names.map((name) => new Option("", name)));
  select.addEventListener("change", () => choose(select.value));
  element.append(label, select);
  /** @param {string} chosen  @param {string} said  @param {(name: string) => string} words */
  function write(chosen, said, words) {
    label.textContent = said;
    select.setAttribute("aria-label", said);
    for (const option of select.options) option.textContent = words(option.value);
    select.value = chosen;
  }
  return { element, write };
}
