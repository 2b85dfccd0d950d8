// Arrow keys that go to the next or the last one of a row.
// @ts-check

/** 1 onwards, -1 back, 0 for other keys. across: only left and right.
 *  @param {string} key */
export function arrowStep(key, across = false) {
  if (key === "ArrowRight" || (key === "ArrowDown" && !across)) return 1;
  return key === "ArrowLeft" || (key === "ArrowUp" && !across) ? -1 : 0;
}
