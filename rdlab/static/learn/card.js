// The open card: its own module draws it, once its words have come; those of all cards come together.
//
// cards/<key>.js exports mount(body, more), called once, when the card is first opened: body is an empty element under
// the card's title, more what rdlab/learn/cards.py gives it. What it returns may hold leave(), called when another
// lesson or card is chosen: nothing plays on unseen.
// @ts-check

import { around, find, make } from "../kit/part.js";
import { addWords, onLanguage, t } from "../kit/texts.js";
import { onChange, open } from "./store.js";

/** @typedef {{page: HTMLElement, title: HTMLElement, group: HTMLElement, leave: () => void}} Drawn */

/** @typedef {{words: Words, more: Record<string, unknown>}} Given */

/** @param {Mount<Given | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-opencard");
  const said = make("p", "rd-muted");
  said.setAttribute("role", "status");
  box.append(said);
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();
  let shown = "";

  /** @param {string} key  @param {Given} given */
  async function draw(key, given) {
    addWords(given.words);
    try {
      const { mount: fill } = await import(`./cards/${key}.js`);
      if (drawn.has(key)) return;
      const page = make("article", "rd-cardpage");
      const head = make("header", "rd-card rd-cardpage-head");
      const [group, title] = [make("p", "rd-muted"), make("h2")];
      const body = make("div", "rd-cardpage-body");
      head.append(group, title);
      page.append(head, body);
      box.append(page);
      const leave = fill(body, given.more[key])?.leave ?? (() => {});
      drawn.set(key, { page, title, group, leave });
      words();
      show();
    } catch (error) {
      console.warn(error);
      if (shown === key) said.textContent = t("learn.card.failed");
    }
  }
  function words() {
    for (const [key, { title, group }] of drawn) {
      title.textContent = t(`card.${key}.title`);
      const item = document.querySelector(`#learn-list option[value="${key}"]`)?.parentElement;
      group.textContent = item instanceof HTMLOptGroupElement ? item.label : "";
    }
  }
  function show() {
    for (const [key, { page }] of drawn) page.hidden = key !== open.card;
    said.textContent = open.card && !drawn.has(open.card) ? t("learn.card.coming") : "";
    said.hidden = !said.textContent;
  }
  function follow() {
    if (open.card === shown) return;
    drawn.get(shown)?.leave();
    shown = open.card;
    const tab = around(element, ".rd-learn");
    if (tab && shown) tab.dataset.card = shown;
    else if (tab) delete tab.dataset.card;
    come();
  }
  function come() {
    if (shown && props.value && !drawn.has(shown)) draw(shown, props.value);
    show();
  }
  onChange(follow);
  watch("value", come);
  onLanguage(() => {
    words();
    show();
  });
  follow();
}
