// The lessons, and the cards below them: a list beside what is open, a menu where there is no room for one.
// @ts-check

import { whenMounted } from "../kit/mounted.js";
import { find, findAll, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { cardInAddress, inAddress } from "./address.js";
import { isDone, isSolved, onChange, open, tell, tellCard } from "./store.js";

/** @typedef {{number: number, turn: number}} Open */
/** @typedef {{key: string, group: string}} Card */

/** @param {Mount<Open, {lessons: string[], cards: Card[]}>} part */
export function mount({ element, props, watch, trigger }) {
  const { lessons: keys, cards } = props;
  const groups = [...new Set(cards.map(({ group }) => group))];
  const box = find(element, ".rd-lessons");
  const head = make("div", "rd-lessons-head");
  const title = make("h2", "rd-title");
  const count = make("span", "rd-muted");
  head.append(title, count);
  const list = make("ol");
  const buttons = keys.map((_, i) => entry(list, String(i), () => choose(i)));
  box.append(head, list);
  /** @type {Record<string, HTMLButtonElement>} */
  const ofCards = {};
  const headings = groups.map((group) => {
    const heading = make("h3", "rd-title");
    const entries = make("ul");
    for (const { key } of cards.filter((card) => card.group === group))
      ofCards[key] = entry(entries, "", () => chooseCard(key));
    box.append(heading, entries);
    return heading;
  });
  const menu = make("select", "rd-menu");
  menu.append(...keys.map((_, i) => new Option("", String(i))));
  const menuGroups = groups.map((group) => {
    const part = make("optgroup");
    part.append(...cards.filter((card) => card.group === group).map(({ key }) => new Option("", key)));
    menu.append(part);
    return part;
  });
  menu.addEventListener("change", () =>
    menu.value in ofCards ? chooseCard(menu.value) : choose(+menu.value),
  );
  box.append(menu);
  Object.assign(open, { count: keys.length, lessons: keys, go: choose, goCard: chooseCard });

  /** @param {number | null} number  @returns {number is number} */
  function there(number) {
    return number !== null && number >= 0 && number < keys.length;
  }

  /** @param {number | null} number */
  function choose(number) {
    if (!there(number) || (number === props.value.number && !open.card)) return;
    write(`#learn/${number}`, open.card !== "");
    if (number === props.value.number) tell(number);
    else ask(number);
    scrollTo({ top: 0 }); // its text begins there
  }
  /** @param {number} number */
  function ask(number) {
    props.value = { number, turn: props.value.turn + 1 };
    draw(props.value);
    tell(number);
    trigger("input");
  }
  /** @param {string | null} key */
  function chooseCard(key) {
    if (!key || !(key in ofCards) || key === open.card) return;
    write(`#learn/${key}`, true);
    tellCard(key);
    scrollTo({ top: 0 });
  }
  /** @param {Open} open */
  function draw({ number }) {
    title.textContent = t("learn.lessons");
    list.setAttribute("aria-label", title.textContent);
    menu.setAttribute("aria-label", t("learn.choose"));
    count.textContent = t("learn.done", { count: keys.filter(isDone).length, all: keys.length });
    keys.forEach((key, i) => {
      const [, name, tick] = findAll(buttons[i], "span");
      name.textContent = t(`lesson.${key}.title`);
      const marks = [...(isDone(key) ? [["✓", "done"]] : []), ...(isSolved(key) ? [["★", "solved"]] : [])];
      const signs = marks.map(([sign]) => sign).join("");
      tick.textContent = signs;
      tick.title = marks.map(([, word]) => t(`learn.is_${word}`)).join(", ");
      tick.setAttribute("aria-label", tick.title);
      current(buttons[i], !open.card && i === number);
      menu.options[i].textContent = `${i}. ${name.textContent} ${signs}`.trim();
    });
    groups.forEach((group, i) => {
      headings[i].textContent = menuGroups[i].label = t(`card.group.${group}`);
      headings[i].nextElementSibling?.setAttribute("aria-label", headings[i].textContent ?? "");
    });
    for (const [key, button] of Object.entries(ofCards)) {
      findAll(button, "span")[1].textContent = t(`card.${key}.title`);
      current(button, open.card === key);
    }
    for (const option of menuGroups.flatMap((group) => [...group.children]))
      if (option instanceof HTMLOptionElement) option.textContent = t(`card.${option.value}.title`);
    menu.value = open.card || String(number);
  }
  keepDrawn({ props, watch }, draw);
  watch("value", () => props.value.number !== open.number && tell(props.value.number, open.card)); // as before a reload
  onChange(() => draw(props.value));
  addEventListener("hashchange", () => {
    choose(inAddress());
    chooseCard(cardInAddress());
  });
  whenMounted(element.closest(".rd-learn"), () => {
    const asked = inAddress();
    ask(there(asked) ? asked : there(open.number) ? open.number : props.value.number);
    chooseCard(cardInAddress());
  });
}

/** @param {HTMLElement} list  @param {string} number  @param {() => void} press */
function entry(list, number, press) {
  const button = make("button", "rd-lessons-one");
  button.type = "button";
  button.append(make("span", "rd-lessons-number", number), make("span"), make("span", "rd-lessons-tick"));
  button.addEventListener("click", press);
  const item = make("li");
  item.append(button);
  list.append(item);
  return button;
}

/** @param {Element} button  @param {boolean} is */
function current(button, is) {
  if (is) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

/** The address of what is open; anew: Back leads to what was open before.
 *  @param {string} hash  @param {boolean} anew */
function write(hash, anew) {
  if (location.hash === hash) return; // it has asked for it
  if (anew) history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
}
