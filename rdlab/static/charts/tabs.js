// Pills that choose which chart of a card is shown.
// @ts-check
import { arrowStep } from "../kit/arrows.js";
import { keep, kept } from "../kit/kept.js";
import { around, find, make } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";

/** @param {Mount<null, {tabs: string[]}>} part */
export function mount({ element, props }) {
  const box = find(element, ".rd-charttabs");
  const list = make("div", "rd-charttabs-row");
  list.setAttribute("role", "tablist");
  box.append(list);
  const pills = props.tabs.map((name) => {
    const pill = make("button", "rd-pill");
    pill.type = "button";
    pill.dataset.tab = name;
    pill.setAttribute("role", "tab");
    pill.addEventListener("click", () => choose(name));
    list.append(pill);
    return pill;
  });
  list.addEventListener("keydown", (event) => {
    const step = arrowStep(event.key, true);
    if (!step) return;
    event.preventDefault();
    const next =
      pills[
        (pills.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + step + pills.length) %
          pills.length
      ];
    choose(next.dataset.tab ?? "");
    next.focus();
  });

  /** @param {string} name */
  function choose(name) {
    keep("chart", name);
    const card = around(element, ".rd-card");
    if (card) card.dataset.tab = name;
    pills.forEach((pill) => {
      pill.setAttribute("aria-selected", String(pill.dataset.tab === name));
      pill.tabIndex = pill.dataset.tab === name ? 0 : -1;
    });
  }
  const words = () => pills.forEach((pill) => (pill.textContent = t(`chart.tab_${pill.dataset.tab}`)));
  onLanguage(words);
  words();
  choose(props.tabs.includes(kept("chart")) ? kept("chart") : props.tabs[0]);
}
