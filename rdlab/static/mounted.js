// What the server says reaches a part only once its module runs: a tab asks when all of its parts are there.

/** Calls when every part inside `page` is drawn, but those that match `empty`, which begin with nothing. */
export function whenMounted(page, empty, call) {
  const look = () => {
    const missing = [...page.querySelectorAll(`.rd-part:not(${empty})`)].some((part) => !part.childElementCount);
    if (missing) requestAnimationFrame(look);
    else call();
  };
  look();
}
