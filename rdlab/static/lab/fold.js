// Opens and closes the settings, which are in the page from the start: what is typed right after is not lost.
// @ts-check
import { find, make } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";

/** @type {Set<() => void>} */
const folds = new Set();

/** @param {Mount<null, {target: string}>} part */
export function mount({ element, props }) {
  const box = find(element, ".rd-fold");
  const button = make("button");
  button.type = "button";
  button.setAttribute("aria-controls", props.target);
  box.append(button);
  const column = () => element.closest(".rd-column");
  const isOpen = () => column()?.classList.contains("rd-open") ?? false;

  function update() {
    button.setAttribute("aria-expanded", String(isOpen()));
    button.textContent = isOpen() ? `${t("lab.advanced_close")} ×` : `${t("lab.advanced")} ›`;
  }
  button.addEventListener("click", () => {
    column()?.classList.toggle("rd-open");
    folds.forEach((each) => each());
    const target = document.getElementById(props.target);
    if (isOpen()) {
      target?.scrollTo(0, 0);
      target?.scrollIntoView({ block: "nearest" }); // below the button on a phone
    }
    const buttons = [
      .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rd-fold button")),
    ]; // one outside that opens, one inside that closes
    const other = buttons.find((each) => target?.contains(each) === isOpen());
    other?.focus({ preventScroll: true });
  });
  folds.add(update);
  onLanguage(update);
  update();
}
