// Three levels of a lesson: see, try, prove. Closed until its experiment was seen, or someone asks for it first.
// @ts-check

import { arrowStep } from "../kit/arrows.js";
import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { chooseLevel, isOpen, levelOf, onChange } from "./store.js";

const LEVELS = ["see", "try", "prove"];

/** @param {Mount<{key: string} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-levels");
  const closed = make("div", "rd-levels-closed");
  const list = make("div", "rd-levels-tabs");
  const news = make("p", "rd-sr");
  news.setAttribute("aria-live", "polite");
  list.setAttribute("role", "tablist");
  const tabs = LEVELS.map((level, i) => {
    const tab = make("button", "rd-pill");
    Object.assign(tab, { type: "button", id: `learn-tab-${level}` });
    tab.dataset.level = level;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `learn-${level}`);
    tab.addEventListener("click", () => choose(i));
    tab.addEventListener("keydown", (event) => {
      const step = arrowStep(event.key, true);
      const to = event.key === "Home" ? 0 : event.key === "End" ? LEVELS.length - 1 : i + step;
      if (to === i) return;
      event.preventDefault();
      choose((to + LEVELS.length) % LEVELS.length).focus();
    });
    return tab;
  });
  list.append(...tabs);
  box.append(closed, list, news);
  /** @type {{key?: string, opened?: boolean}} */
  let last = {};

  /** @param {number} i */
  function choose(i) {
    if (props.value) chooseLevel(props.value.key, LEVELS[i]);
    return tabs[i];
  }

  /** @param {{key: string} | null} value */
  function draw(value) {
    const key = value?.key ?? "";
    const opened = isOpen(key);
    const level = levelOf(key) ?? LEVELS[0];
    if (key !== last.key) news.textContent = "";
    else if (opened && !last.opened) news.textContent = t("learn.levels.opened");
    last = { key, opened };
    closed.hidden = opened;
    list.hidden = !opened;
    list.setAttribute("aria-label", t("learn.levels"));
    if (!opened) closed.replaceChildren(make("p", "", t("learn.levels.closed")), contents());
    LEVELS.forEach((name, i) => {
      const chosen = name === level;
      tabs[i].textContent = t(`learn.level.${name}`);
      tabs[i].setAttribute("aria-selected", String(chosen));
      tabs[i].tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(`learn-${name}`);
      if (!panel) return;
      panel.hidden = !opened || !chosen;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tabs[i].id);
    });
  }
  keepDrawn({ props, watch }, draw);
  onChange(() => draw(props.value));
}

/** What each level holds, while they are closed. */
function contents() {
  const all = make("dl");
  for (const level of LEVELS)
    all.append(make("dt", "", t(`learn.level.${level}`)), make("dd", "", t(`learn.level.${level}.what`)));
  return all;
}
