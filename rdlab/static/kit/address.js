// A tab in the address, so that it can be linked to.

/** Opens the tab (a selector of its button) where the address asks for it, and keeps the address in step with the
 *  tabs. asked(): whether the address asks for it now; hash(): what the address says while it is open. */
export function followTab(tab, asked, hash) {
  whenThere(tab, () => asked() && press(tab));
  addEventListener("hashchange", () => asked() && press(tab));
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(tab)) write(hash());
    else if (target.closest?.("[role=tab], #learn-lab") && asked()) write("");
  });
}

function write(hash) {
  history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}

/** Chooses the tab, again if need be: a page that has just come may not listen yet. */
function press(selector) {
  const tab = document.querySelector(selector);
  if (!tab || tab.getAttribute("aria-selected") === "true") return;
  tab.click();
  setTimeout(press, 50, selector);
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
