// Keeps a slow page up to date. The browser queues what it has no time for, so a page that is sent more pictures than
// it can take shows older and older ones, and hears late of its own clicks. It then asks for next to none until it
// has caught up, for what it can take after that, and for a little more whenever that has gone well for a while.
// @ts-check
import { constants } from "./constants.js";

const LATE = 0.4; // seconds behind
const FRESH = 0.15; // up to date
const FEWEST = 0.5; // messages a second
const SPARE = 0.6; // of what the page can take: it has other things to do
const PATIENCE = 5; // seconds without being late before it asks for more
const DRIFT = 0.002; // seconds a message: clocks that have jumped apart (a laptop that slept) are forgiven

/** @param {Mount<number | null>} part */
export function mount({ element, props, trigger, watch }) {
  const most = constants().frames; // messages a second: more are never sent
  let least = Infinity; // of the time between the server's clock and ours: that of a message without delay
  let since = 0; // our clock when the page was late, or asked for something
  let able = most; // messages a second that it can take, as far as is known
  const state = (element.rdlab = { rate: most, late: 0 });
  /** @type {number[]} */
  const taken = []; // when the last messages were

  /** @param {number} rate  @param {number} now */
  function ask(rate, now) {
    since = now;
    taken.length = 0;
    state.rate = Math.min(most, Math.max(FEWEST, rate));
    trigger("input", { rate: state.rate });
  }

  watch("value", () => {
    if (typeof props.value !== "number") return;
    const now = performance.now() / 1000;
    least = Math.min(least + DRIFT, now - props.value);
    state.late = now - props.value - least;
    taken.push(now);
    if (taken.length > 8) taken.shift();
    const catchingUp = state.rate === FEWEST;
    if (state.late > LATE) {
      since = now;
      if (catchingUp || taken.length < 3) return;
      able = (taken.length - 1) / (now - taken[0]);
      ask(FEWEST, now);
    } else if (state.late < FRESH) {
      if (catchingUp && able > FEWEST / SPARE) ask(SPARE * able, now);
      else if (state.rate < most && now - since > PATIENCE) ask(1.5 * state.rate, now);
    }
  });
}
