// The open lesson or card in the address, so that it can be linked to: #learn/3, #learn/critics.
// @ts-check

import { followTab } from "../kit/address.js";
import { around } from "../kit/part.js";
import { open } from "./store.js";

/** The lesson that the address asks for, or null. */
export function inAddress() {
  const [, number] = /^#learn\/(\d+)$/.exec(location.hash) ?? [];
  return number ? Number(number) : null;
}

/** The card that the address asks for, or null.
 *  @returns {string | null} */
export function cardInAddress() {
  return /^#learn\/([a-z_]+)$/.exec(location.hash)?.[1] ?? null;
}

/** Opens the Learn tab where the address asks for a lesson, and keeps the address in step with the tabs. */
export function followAddress() {
  followTab(
    "#tab-learn-button",
    () => inAddress() !== null || cardInAddress() !== null,
    () => `#learn/${cardInAddress() ?? inAddress() ?? (open.card || open.number)}`,
    "[role=tab][id^=tab-], #learn-lab",
  );
  document.addEventListener("click", ({ target }) => around(target, "#learn-lab") && scrollTo({ top: 0 }));
}
