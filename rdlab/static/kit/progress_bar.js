// A bar and the words under it.
// @ts-check
import { make } from "./part.js";

/** Puts both into `box`; `tell(share, words)` says how far it is, from 0 to 1.
 *  @param {Element} box */
export function progressBar(box) {
  const line = make("p");
  const bar = make("div", "rd-head-bar");
  bar.setAttribute("role", "progressbar");
  const part = make("i");
  bar.append(part);
  box.append(bar, line);
  /** @type {(share: number, words: string) => void} */
  const tell = (share, words) => {
    line.textContent = words;
    bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    bar.setAttribute("aria-label", words);
    part.style.width = `${100 * share}%`;
  };
  return { line, bar, tell };
}
