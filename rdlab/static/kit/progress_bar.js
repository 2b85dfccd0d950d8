// A bar and the words under it.
import { make } from "./part.js";

/** Puts both into `box`; `tell(share, words)` says how far it is, from 0 to 1. */
export function progressBar(box) {
  const line = make("p");
  const bar = make("div", "rd-head-bar");
  bar.setAttribute("role", "progressbar");
  bar.append(make("i"));
  box.append(bar, line);
  const tell = (share, words) => {
    line.textContent = words;
    bar.setAttribute("aria-valuenow", Math.round(100 * share));
    bar.setAttribute("aria-label", words);
    bar.firstChild.style.width = `${100 * share}%`;
  };
  return { line, bar, tell };
}
