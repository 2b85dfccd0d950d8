// The open lesson in the address, so that it can be linked to: #learn/3.
import { open } from "./learn_store.js";

const TAB = "#tab-learn-button";

/** The lesson that the address asks for, or null. */
export function inAddress() {
  const [, number] = /^#learn\/(\d+)$/.exec(location.hash) ?? [];
  return number ? Number(number) : null;
}

function write(hash) {
  history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}

/** Opens the Learn tab where the address asks for a lesson, and keeps the address in step with the tabs. */
export function followAddress() {
  whenThere(TAB, () => inAddress() && press());
  addEventListener("hashchange", () => inAddress() && press());
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(TAB)) write(`#learn/${inAddress() ?? open.number}`);
    else if (target.closest?.("[role=tab], #learn-lab") && inAddress()) write("");
    if (target.closest?.("#learn-lab")) scrollTo({ top: 0 });
  });
}

/** Chooses the tab, again if need be: a page that has just come may not listen yet. */
function press() {
  const tab = document.querySelector(TAB);
  if (!tab || tab.getAttribute("aria-selected") === "true") return;
  tab.click();
  setTimeout(press, 50);
}

function whenThere(selector, use) {
  const look = () => {
    const found = document.querySelector(selector);
    if (!found) return;
    observer.disconnect();
    use(found);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { childList: true, subtree: true });
  look();
}
