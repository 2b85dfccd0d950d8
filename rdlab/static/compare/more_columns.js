// What scrolls sideways says so: its end fades, and a button shows the next piece.
// @ts-check
import { make } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";

/** `scroller` is wider inside than outside at times; `step()`: how far one press goes, in CSS pixels.
 *  @param {HTMLElement} scroller  @param {() => number} step */
export function showMore(scroller, step) {
  const button = make("button", "rd-next-columns", "›");
  button.type = "button";
  scroller.parentElement?.append(button);
  button.addEventListener("click", () => scroller.scrollBy({ left: step(), behavior: "smooth" }));
  const look = () => {
    const left = scroller.scrollWidth - scroller.clientWidth - scroller.scrollLeft;
    scroller.classList.toggle("rd-goes-on", left > 2);
  };
  scroller.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(look);
  for (const part of [scroller, ...scroller.children]) sizes.observe(part);
  onLanguage(words);
  words();

  function words() {
    button.title = t("compare.more");
    button.setAttribute("aria-label", button.title);
  }
}
