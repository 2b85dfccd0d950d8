// Line drawings on a grid of 16 x 16, in the colour of the words around them.
// @ts-check

/** @param {string} paths */
export function icon(paths) {
  return `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`;
}
