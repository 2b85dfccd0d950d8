// What a student has predicted and done, kept in this browser; which lesson is open.
// @ts-check
import { keep, kept, remember, remembered } from "../kit/kept.js";

/** @typedef {{answers: Record<string, number>, done: string[]}} Kept */
const KEPT = "learn";
const LAST = "lesson"; // that was open before the page was loaded anew
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Kept} */
const state = { answers: {}, done: [], ...remembered(KEPT) };

function save() {
  remember(KEPT, state);
  listeners.forEach((listener) => listener());
}

/** @param {() => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

/** The number of the answer predicted for a lesson, or undefined.
 *  @param {string} key  @returns {number | undefined} */
export function predicted(key) {
  return state.answers[key];
}

/** @param {string} key  @param {number} answer */
export function predict(key, answer) {
  state.answers[key] = answer;
  save();
}

/** @param {string} key */
export function isDone(key) {
  return state.done.includes(key);
}

/** The experiment of a lesson has been seen to its end.
 *  @param {string} key */
export function finish(key) {
  if (isDone(key)) return;
  state.done.push(key);
  save();
}

// ---- the open lesson ------------------------------------------------------------------------------------------

/** @type {{number: number, count: number, go: (number: number) => void}} */
export const open = { number: Number(kept(LAST)) || 1, count: 0, go: () => {} }; // go(number): set by the list

/** @param {number} number */
export function tell(number) {
  open.number = number;
  keep(LAST, number);
  listeners.forEach((listener) => listener());
}
