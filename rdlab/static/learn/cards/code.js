// Lines of Python, and a button that copies them.
// @ts-check

import { make } from "../../kit/part.js";
import { t } from "../../kit/texts.js";

const AGAIN = 2000; // milliseconds until the button says "Copy" again

export function codeOf() {
  const element = make("div", "rd-cardcode");
  const head = make("div", "rd-algorithms-bar");
  const title = make("h3", "rd-title");
  const copy = make("button", "rd-pill");
  const text = make("pre");
  const code = make("code");
  const news = make("span", "rd-sr");
  news.setAttribute("role", "status");
  copy.type = "button";
  text.tabIndex = 0;
  text.append(code);
  head.append(title, copy, news);
  element.append(head, text);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      copy.textContent = news.textContent = t("card.algorithms.copied");
      setTimeout(() => {
        copy.textContent = t("card.algorithms.copy");
        news.textContent = "";
      }, AGAIN);
    } catch {
      getSelection()?.selectAllChildren(code); // a page that may not write there
    }
  });
  /** @param {string} heading  @param {string} lines */
  function write(heading, lines) {
    title.textContent = heading;
    copy.textContent = t("card.algorithms.copy");
    text.setAttribute("aria-label", heading);
    code.textContent = lines;
  }
  return { element, write };
}
