// When a tab that is looked at for the first time is all there.
const EMPTY = ":is(.rd-sentence, .rd-notice, .rd-pulse, .rd-published)"; // parts with nothing in them at first

/** Calls when all parts of the page but `empty` are there: what the server says reaches a part only once its module runs. */
export function whenMounted(page, call, empty = EMPTY) {
  const look = () => {
    const missing = [...page.querySelectorAll(`.rd-part:not(${empty})`)].some(
      (part) => !part.childElementCount,
    );
    if (missing) requestAnimationFrame(look);
    else call();
  };
  look();
}
