// Whose pairs the next retraining takes. The choice stays in the page until the button is pressed.
// @ts-check

import { stageName } from "../kit/names.js";
import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";

const LATEST = "";

/** @param {Mount<{all: string[], held?: string, chosen: string | null} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-teacher");
  const label = make("label");
  const words = make("span");
  const menu = make("select");
  label.append(words, menu);
  box.append(label);
  let chosen = props.value?.chosen ?? null;
  menu.addEventListener("change", () => {
    chosen = menu.value === LATEST ? null : menu.value;
    props.value = { all: [], ...props.value, chosen };
  });

  keepDrawn({ props, watch }, (value) => {
    const all = value?.all ?? [];
    if (chosen !== null && !all.includes(chosen)) chosen = null; // the stage has gone
    if (value && value.chosen !== chosen) props.value = { ...value, chosen }; // the server does not know of it
    words.textContent = t("control.teacher");
    label.title = t("control.teacher.help");
    menu.replaceChildren(
      new Option(t("teacher.latest"), LATEST, false, chosen === null),
      ...all.map((stage) => new Option(stageName(stage), stage, false, stage === chosen)),
    );
  });
}
