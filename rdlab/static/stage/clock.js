// The one clock of a group: plays, pauses, steps. Stages and the clock bar only listen to it.
// @ts-check

/** @typedef {{frame: number, last: number, rest: number, touched: number, pending: number, news: boolean}} Clock */
const SECONDS = 5; // noise to data at speed 1
const REST = 0.9; // seconds at the data before a loop starts again
const BUSY = 50; // ms between two frames while the computer has other work
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {WeakMap<Group, Clock>} */
const clocks = new WeakMap();

/** @param {Group} group  @returns {Clock} */
function clockOf(group) {
  const fresh = { frame: 0, last: 0, rest: 0, touched: -Infinity, pending: 0, news: false };
  const clock = clocks.get(group) ?? fresh;
  clocks.set(group, clock);
  return clock;
}

/** @param {Group} group  @param {number | null} [from] */
export function play(group, from = null) {
  const clock = clockOf(group);
  const tau = from ?? (group.state.tau >= 1 ? 0 : group.state.tau);
  cancelAnimationFrame(clock.frame);
  clock.last = 0;
  clock.rest = 0;
  group.set({ tau, playing: true });
  clock.frame = requestAnimationFrame((now) => tick(group, clock, now));
}

/** @param {Group} group */
export function pause(group) {
  cancelAnimationFrame(clockOf(group).frame);
  if (group.state.playing) group.set({ playing: false });
}

/** @param {Group} group */
export function toggle(group) {
  touch(group);
  if (group.state.playing) pause(group);
  else play(group);
}

/** Move the clock by hand: playing stops.
 *  @param {Group} group  @param {number} tau */
export function seek(group, tau) {
  touch(group);
  pause(group);
  group.set({ tau: Math.min(1, Math.max(0, tau)) });
}

/** Networks are being trained for the stages of a group, or no more; what is new is then run through.
 *  @param {Group} group  @param {boolean} busy */
export function setBusy(group, busy) {
  if (group.state.busy === busy) return;
  group.set({ busy });
  const clock = clockOf(group);
  if (!busy && clock.news) announce(group);
}

/** Something new can be seen: run once through it, unless the visitor is at the clock or wants stillness.
 *  @param {Group} group */
export function announce(group) {
  const clock = clockOf(group);
  clock.news = group.state.busy;
  if (clock.news) return;
  if (stillness.matches || performance.now() - clock.touched < 3000) return;
  clearTimeout(clock.pending); // two panels of one result arrive together: one run for both
  clock.pending = setTimeout(() => play(group, 0), 80);
}

/** One solver step forward (1) or back (-1): to the next node of the panels shown. Their ends are the clock's.
 *  @param {Group} group  @param {number} way */
export function stepBy(group, way) {
  const inner =
    Object.values(group.state.nodes)
      .find((each) => each !== null)
      ?.slice(1, -1) ?? [];
  const { tau } = group.state;
  if (way > 0) seek(group, Math.min(1, ...inner.filter((node) => node > tau + 1e-6)));
  else seek(group, Math.max(0, ...inner.filter((node) => node < tau - 1e-6)));
}

/** @param {Group} group  @param {KeyboardEvent} event */
export function onKey(group, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const step = event.shiftKey ? 0.1 : 0.01;
  const { tau } = group.state;
  /** @type {Record<string, number>} */
  const moves = {
    ArrowLeft: tau - step,
    ArrowDown: tau - step,
    ArrowRight: tau + step,
    ArrowUp: tau + step,
    PageDown: tau - 0.1,
    PageUp: tau + 0.1,
    Home: 0,
    End: 1,
  };
  if (event.key === " ") toggle(group);
  else if (event.key in moves) seek(group, moves[event.key]);
  else return;
  event.preventDefault();
}

const ANYWHERE = ["ArrowLeft", "ArrowRight", "Home", "End", "Escape", " "]; // up and down go on scrolling the page
const OWN_KEYS =
  "input, textarea, select, [contenteditable], [role=radio], [role=tab], [role=slider], [role=option], " +
  "[role=listbox], [role=combobox], [role=dialog], dialog, summary, a, .js-plotly-plot, .rd-stage-box, .rd-clockbar input";

/** The same keys anywhere on the page, while `bar` is to be seen and the focus is on nothing that has keys of its own.
 *  @param {Group} group  @param {HTMLElement} bar */
export function onPageKeys(group, bar) {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || !ANYWHERE.includes(key) || !bar.offsetParent) return;
    if (target instanceof Element && target.closest(OWN_KEYS)) return;
    if (target instanceof Element && key === " " && target.closest("button")) return;
    if (key === "Escape") group.state.launch && group.set({ launch: null });
    else onKey(group, event);
  });
}

/** @param {Group} group */
function touch(group) {
  const clock = clockOf(group);
  clock.touched = performance.now();
  clearTimeout(clock.pending);
}

/** @param {Group} group  @param {Clock} clock  @param {number} now */
function tick(group, clock, now) {
  const { state } = group;
  if (state.busy && now - clock.last < BUSY) {
    clock.frame = requestAnimationFrame((next) => tick(group, clock, next));
    return;
  }
  const seconds = clock.last ? Math.min(0.1, (now - clock.last) / 1000) : 0; // a hidden tab does not jump ahead
  clock.last = now;
  if (state.tau >= 1) {
    clock.rest += seconds;
    if (!state.loop) return pause(group);
    if (clock.rest > REST) {
      clock.rest = 0;
      group.set({ tau: 0 });
    }
  } else {
    group.set({ tau: Math.min(1, state.tau + (seconds * state.speed) / SECONDS) });
  }
  clock.frame = requestAnimationFrame((next) => tick(group, clock, next));
}
