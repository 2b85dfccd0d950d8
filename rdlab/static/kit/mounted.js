// When a tab that is looked at for the first time is all there.
// @ts-check
const EMPTY = ":is(.rd-sentence, .rd-notice, .rd-pulse, .rd-lost, .rd-published)"; // parts with nothing in them at first

/** Calls when all parts of the page but `empty` are there: what the server says reaches a part only once its module runs.
 *  @param {Element | null} page  @param {() => void} call  @param {string} [empty] */
export function whenMounted(page, call, empty = EMPTY) {
  if (!page) return;
  const look = () => {
    const missing = [...page.querySelectorAll(`.rd-part:not(${empty})`)].some(
      (part) => !part.childElementCount,
    );
    if (missing) requestAnimationFrame(look);
    else call();
  };
  look();
}
