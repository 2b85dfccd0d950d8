// The lessons: a list beside the lesson, a menu where there is no room for one.
// @ts-check

import { whenMounted } from "../kit/mounted.js";
import { find, findAll, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { inAddress } from "./address.js";
import { isDone, isSolved, onChange, open, tell } from "./store.js";

/** @typedef {{number: number, turn: number}} Open */

/** @param {Mount<Open, {lessons: string[]}>} part */
export function mount({ element, props, watch, trigger }) {
  const keys = props.lessons;
  const box = find(element, ".rd-lessons");
  const head = make("div", "rd-lessons-head");
  const title = make("h2", "rd-title");
  const count = make("span", "rd-muted");
  head.append(title, count);
  const list = make("ol");
  const buttons = keys.map((_, i) => {
    const button = make("button", "rd-lessons-one");
    button.type = "button";
    button.append(
      make("span", "rd-lessons-number", String(i + 1)),
      make("span"),
      make("span", "rd-lessons-tick"),
    );
    button.addEventListener("click", () => choose(i + 1));
    const item = make("li");
    item.append(button);
    list.append(item);
    return button;
  });
  const menu = make("select", "rd-menu");
  menu.append(...keys.map((_, i) => new Option("", String(i + 1))));
  menu.addEventListener("change", () => choose(Number(menu.value)));
  box.append(head, list, menu);
  Object.assign(open, { count: keys.length, go: choose });

  /** @param {number | null} number  @returns {number is number} */
  function there(number) {
    return number !== null && number >= 1 && number <= keys.length;
  }

  /** @param {number | null} number */
  function choose(number) {
    if (number === props.value.number || !there(number)) return;
    history.replaceState(null, "", `#learn/${number}`);
    ask(number);
    scrollTo({ top: 0 }); // its text begins there
  }
  /** @param {number} number */
  function ask(number) {
    props.value = { number, turn: props.value.turn + 1 };
    draw(props.value);
    tell(number);
    trigger("input");
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
      if (i + 1 === number) buttons[i].setAttribute("aria-current", "true");
      else buttons[i].removeAttribute("aria-current");
      menu.options[i].textContent = `${i + 1}. ${name.textContent} ${signs}`.trim();
    });
    menu.value = String(number);
  }
  keepDrawn({ props, watch }, draw);
  watch("value", () => props.value.number !== open.number && tell(props.value.number)); // as it was before a reload
  onChange(() => draw(props.value));
  addEventListener("hashchange", () => choose(inAddress()));
  whenMounted(element.closest(".rd-learn"), () => {
    const asked = inAddress();
    ask(there(asked) ? asked : there(open.number) ? open.number : props.value.number);
  });
}
