// What a student has predicted and done, kept in this browser; which lesson is open.
// @ts-check
const KEPT = "rdlab-learn";
const listeners = new Set();
const state = { answers: {}, done: [], ...read() };

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // not ours, or not allowed: begin anew
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(state));
  } catch {
    // it then lasts as long as the page
  }
  listeners.forEach((listener) => listener());
}

export function onChange(listener) {
  listeners.add(listener);
}

/** The number of the answer predicted for a lesson, or undefined. */
export function predicted(key) {
  return state.answers[key];
}

export function predict(key, answer) {
  state.answers[key] = answer;
  keep();
}

export function isDone(key) {
  return state.done.includes(key);
}

/** The experiment of a lesson has been seen to its end. */
export function finish(key) {
  if (isDone(key)) return;
  state.done.push(key);
  keep();
}

// ---- the open lesson ------------------------------------------------------------------------------------------

export const open = { number: 1, count: 0, go: () => {} }; // go(number): set by the list

export function tell(number) {
  open.number = number;
  listeners.forEach((listener) => listener());
}
