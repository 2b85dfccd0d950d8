// Pills that choose which chart of a card is shown.
// @ts-check
import { find, make } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";

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
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = pills[(pills.indexOf(document.activeElement) + step + pills.length) % pills.length];
    choose(next.dataset.tab);
    next.focus();
  });

  function choose(name) {
    const card = element.closest(".rd-card");
    if (card) card.dataset.tab = name;
    pills.forEach((pill) => {
      pill.setAttribute("aria-selected", pill.dataset.tab === name);
      pill.tabIndex = pill.dataset.tab === name ? 0 : -1;
    });
  }
  const words = () => pills.forEach((pill) => (pill.textContent = t(`chart.tab_${pill.dataset.tab}`)));
  onLanguage(words);
  words();
  choose(props.tabs[0]);
}
