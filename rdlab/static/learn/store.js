// What a student has predicted, seen, opened and solved, kept in this browser; which lesson is open.
// @ts-check
import { keep, kept, remember, remembered } from "../kit/kept.js";

/** done: as earlier visits counted, whatever was predicted; seen: run to the end; opened: read without a run;
 *  levels: by lesson, which one was looked at last.
 *  @typedef {{answers: Record<string, number>, done: string[], seen: string[], opened: string[], solved: string[], levels: Record<string, string>}} Kept */
const KEPT = "learn";
const LAST = "lesson"; // that was open before the page was loaded anew
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Kept} */
const state = { answers: {}, done: [], seen: [], opened: [], solved: [], levels: {}, ...remembered(KEPT) };

function save() {
  remember(KEPT, state);
  listeners.forEach((listener) => listener());
}

/** @param {string[]} list  @param {string} key */
function note(list, key) {
  if (list.includes(key)) return;
  list.push(key);
  save();
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

/** Whether a lesson was predicted and seen.
 *  @param {string} key */
export function isDone(key) {
  return state.done.includes(key) || (state.seen.includes(key) && predicted(key) !== undefined);
}

/** The experiment of a lesson has been seen to its end.
 *  @param {string} key */
export function finish(key) {
  note(state.seen, key);
}

/** Whether the explanation of a lesson is open: after its run, or on demand.
 *  @param {string} key */
export function isOpen(key) {
  return [state.seen, state.opened, state.done].some((list) => list.includes(key));
}

/** The explanation is wanted before the run.
 *  @param {string} key */
export function reveal(key) {
  note(state.opened, key);
}

/** @param {string} key */
export function isSolved(key) {
  return state.solved.includes(key);
}

/** The challenge of a lesson was met.
 *  @param {string} key */
export function solve(key) {
  note(state.solved, key);
}

/** The level of a lesson that was looked at last, or undefined.
 *  @param {string} key  @returns {string | undefined} */
export function levelOf(key) {
  return state.levels[key];
}

/** @param {string} key  @param {string} level */
export function chooseLevel(key, level) {
  state.levels[key] = level;
  save();
}

// ---- the open lesson ------------------------------------------------------------------------------------------

/** Where to begin: where this tab was; else with lesson 0, or 1 for those who have done something here before. */
function first() {
  const last = kept(LAST);
  if (typeof last === "number") return last;
  const begun = [state.done, state.seen, state.opened, Object.keys(state.answers)].some(
    (list) => list.length,
  );
  return begun ? 1 : 0;
}

/** go(number), goCard(key) and lessons, their keys: set by the list; card: the key of the open one, "" for none.
 *  @type {{number: number, count: number, card: string, lessons: string[], go: (number: number) => void, goCard: (key: string) => void}} */
export const open = {
  number: first(),
  count: 0,
  card: "",
  lessons: [],
  go: () => {},
  goCard: () => {},
};

/** @param {number} number  @param {string} [card] that stays open over it */
export function tell(number, card = "") {
  Object.assign(open, { number, card });
  keep(LAST, number);
  listeners.forEach((listener) => listener());
}

/** A card is open, in place of a lesson.
 *  @param {string} key */
export function tellCard(key) {
  open.card = key;
  listeners.forEach((listener) => listener());
}
