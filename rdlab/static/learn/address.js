// The open lesson in the address, so that it can be linked to: #learn/3.
// @ts-check

import { followTab } from "../kit/address.js";
import { around } from "../kit/part.js";
import { open } from "./store.js";

/** The lesson that the address asks for, or null. */
export function inAddress() {
  const [, number] = /^#learn\/(\d+)$/.exec(location.hash) ?? [];
  return number ? Number(number) : null;
}

/** Opens the Learn tab where the address asks for a lesson, and keeps the address in step with the tabs. */
export function followAddress() {
  followTab(
    "#tab-learn-button",
    () => inAddress() !== null,
    () => `#learn/${inAddress() ?? open.number}`,
    "[role=tab], #learn-lab",
  );
  document.addEventListener("click", ({ target }) => around(target, "#learn-lab") && scrollTo({ top: 0 }));
}
