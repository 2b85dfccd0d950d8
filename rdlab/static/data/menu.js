// The data sets as a menu; the visitor's own are the last of them, and can be chosen once the lab has some.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { store } from "./store.js";

const OWN = "own";

/** @param {Mount<string | null, {words: string, choices: string[]}>} part */
export function mount({ element, props, watch, trigger }) {
  const box = find(element, ".rd-data-menu");
  const label = make("label");
  const words = make("span");
  const menu = make("select");
  label.append(words, menu);
  box.append(label);
  const lab = store("lab");
  menu.addEventListener("change", () => {
    props.value = menu.value;
    trigger("input");
  });
  lab.on((what) => {
    if (what !== OWN) return;
    draw(props.value);
    if (props.value === OWN) trigger("input"); // other data of theirs under the same name
  });
  keepDrawn({ props, watch }, draw);

  /** @param {string | null} value */
  function draw(value) {
    words.textContent = t(props.words);
    const options = props.choices.map((key) => new Option(t(`data.${key}`), key, false, key === value));
    const own = new Option(lab.own ? mine(lab.own) : t("data.own_none"), OWN, false, value === OWN);
    own.disabled = !lab.own;
    menu.replaceChildren(...options, own);
    menu.value = value ?? "";
    menu.title = lab.own ? "" : t("data.own_none.help");
  }
}

/** @param {OwnShown} own */
function mine({ kind, count }) {
  return t(`own.of_${kind}`, { count });
}
