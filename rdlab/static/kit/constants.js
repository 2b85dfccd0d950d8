// Limits and ranges that Python knows, from the element that the page carries (rdlab/constants.py).
// @ts-check

/** @type {Constants | null} */
let known = null;

/** @returns {Constants} */
export function constants() {
  known ??= /** @type {Constants} */ (
    JSON.parse(document.getElementById("rdlab-constants")?.textContent ?? "{}")
  );
  return known;
}
