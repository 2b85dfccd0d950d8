// A tab in the address, so that it can be linked to.
// @ts-check
import { keep, kept } from "./kept.js";

/** Opens the tab (a selector of its button) where the address asks for it, and keeps the address in step with the
 *  tabs. asked(): whether the address asks for it now; hash(): what the address says while it is open;
 *  leaving: what is pressed to go elsewhere.
 *  @param {string} tab  @param {() => boolean} asked  @param {() => string} hash
 *  @param {string} [leaving] */
export function followTab(tab, asked, hash, leaving = "[role=tab]") {
  whenThere(tab, () => asked() && press(tab));
  addEventListener("hashchange", () => asked() && press(tab));
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest(tab)) write(hash());
    else if (target.closest(leaving) && asked()) write("");
  });
}

const TAB = "tab";

/** A page that is loaded anew opens the tab that was open, unless its address asks for another.
 *  @param {string} tabs  a selector of their buttons */
export function rememberTab(tabs) {
  const id = kept(TAB);
  if (id && !location.hash) whenThere(`#${CSS.escape(id)}`, () => press(`#${CSS.escape(id)}`));
  document.addEventListener("click", ({ target }) => {
    const tab = target instanceof Element ? target.closest(tabs) : null;
    if (tab?.id) keep(TAB, tab.id);
  });
}

/** @param {string} hash */
function write(hash) {
  history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}

/** Chooses the tab, again if need be: a page that has just come may not listen yet.
 *  @param {string} selector */
function press(selector) {
  const tab = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (!tab || tab.getAttribute("aria-selected") === "true") return;
  tab.click();
  setTimeout(press, 50, selector);
}

/** @param {string} selector  @param {(found: Element) => void} use */
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
