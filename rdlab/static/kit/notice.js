// One clear sentence when something went wrong or is worth knowing; it can be put away.
// @ts-check
import { find, keepDrawn, make } from "./part.js";
import { rich } from "./sentence.js";
import { t } from "./texts.js";

/** @param {Mount<(Sentence & {kind: string, press?: string}) | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-notice");
  /** @type {string | null} */
  let putAway = null;
  keepDrawn({ props, watch }, (value) => {
    const shown = value && JSON.stringify(value) !== putAway;
    if (!value) putAway = null;
    box.hidden = !shown;
    box.dataset.kind = value?.kind ?? "";
    box.setAttribute("role", value?.kind === "error" ? "alert" : "status");
    box.replaceChildren();
    if (!shown) return;
    const words = make("span");
    words.append(...rich(value));
    const close = make("button", "", "×");
    close.type = "button";
    close.setAttribute("aria-label", t("notice.close"));
    close.addEventListener("click", () => {
      putAway = JSON.stringify(props.value);
      box.hidden = true;
    });
    box.append(words);
    const pressed = value.press ? document.getElementById(value.press) : null;
    if (pressed) {
      const again = make("button", "rd-notice-press", t("notice.again"));
      again.type = "button";
      again.addEventListener("click", () => pressed.click());
      box.append(again);
    }
    box.append(close);
  });
}
