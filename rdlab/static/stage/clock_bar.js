// Play, the time slider from noise to data, speed, repeat, full screen.
// @ts-check

import { icon } from "../kit/icon.js";
import { find, findAll, findAs } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";
import { group as groupOf } from "./bus.js";
import { onKey, onPageKeys, seek, stepBy, toggle } from "./clock.js";

const SPEEDS = [0.25, 0.5, 1, 2];
const PLAY = '<path d="M5 3.2v9.6L12.5 8z" fill="currentColor"/>';
const PAUSE = '<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.2"/>';
const BACK = '<path d="M11.5 3.5v9L5.5 8z" fill="currentColor"/><path d="M4 3.5v9"/>';
const FORTH = '<path d="M4.5 3.5v9l6-4.5z" fill="currentColor"/><path d="M12 3.5v9"/>';
const LOOP =
  '<path d="M3 8a4.5 4.5 0 0 1 7.8-3.1L13 7M13 3.5V7H9.5M13 8a4.5 4.5 0 0 1-7.8 3.1L3 9M3 12.5V9h3.5"/>';
const FULL = '<path d="M3 6.5V3h3.5M9.5 3H13v3.5M13 9.5V13H9.5M6.5 13H3V9.5"/>';

/** @param {Mount<null, {group: string}>} part */
export function mount({ element, props }) {
  const group = groupOf(props.group);
  const bar = find(element, ".rd-clockbar");
  bar.innerHTML = `
    <button type="button" class="rd-pill rd-icon" data-do="play"></button>
    <span class="rd-clock-steps">
      <button type="button" class="rd-pill rd-icon" data-do="back">${icon(BACK)}</button>
      <button type="button" class="rd-pill rd-icon" data-do="forth">${icon(FORTH)}</button>
    </span>
    <span data-say="clock.noise"></span>
    <input type="range" min="0" max="1000" step="1">
    <span data-say="clock.data"></span>
    <button type="button" class="rd-pill rd-speed" data-do="speed"></button>
    <button type="button" class="rd-pill rd-icon" data-do="loop">${icon(LOOP)}</button>
    <button type="button" class="rd-pill rd-icon" data-do="full">${icon(FULL)}</button>`;
  const slider = findAs(bar, "input", HTMLInputElement);
  const button = (/** @type {string} */ name) => findAs(bar, `[data-do="${name}"]`, HTMLButtonElement);
  const buttons = {
    play: button("play"),
    back: button("back"),
    forth: button("forth"),
    speed: button("speed"),
    loop: button("loop"),
    full: button("full"),
  };
  buttons.full.hidden = !document.fullscreenEnabled;

  slider.addEventListener("input", () => seek(group, slider.valueAsNumber / 1000));
  slider.addEventListener("keydown", (event) => onKey(group, event));
  buttons.back.addEventListener("click", () => stepBy(group, -1));
  buttons.forth.addEventListener("click", () => stepBy(group, 1));
  onPageKeys(group, bar);
  buttons.play.addEventListener("click", () => toggle(group));
  buttons.speed.addEventListener("click", () =>
    group.set({ speed: SPEEDS[(SPEEDS.indexOf(group.state.speed) + 1) % SPEEDS.length] }),
  );
  buttons.loop.addEventListener("click", () => group.set({ loop: !group.state.loop }));
  buttons.full.addEventListener("click", () => fullScreen(bar));

  /** @type {boolean | null} */
  let shownPlaying = null;
  function update() {
    const { tau, playing, speed, loop } = group.state;
    slider.value = String(Math.round(1000 * tau));
    slider.style.setProperty("--at", `${100 * tau}%`);
    slider.setAttribute("aria-valuetext", t("clock.at", { percent: Math.round(100 * tau) }));
    buttons.speed.textContent = `${speed}×`;
    buttons.back.disabled = tau <= 0;
    buttons.forth.disabled = tau >= 1;
    buttons.loop.setAttribute("aria-pressed", String(loop));
    if (playing !== shownPlaying) buttons.play.innerHTML = icon(playing ? PAUSE : PLAY);
    shownPlaying = playing;
    name(buttons.play, t(playing ? "clock.pause" : "clock.play"));
  }
  function words() {
    for (const part of findAll(bar, "[data-say]")) part.textContent = t(part.dataset.say ?? "");
    slider.setAttribute("aria-label", t("clock.slider"));
    slider.title = t("clock.keys");
    for (const key of ["back", "forth", "speed", "loop", "full"]) name(button(key), t(`clock.${key}`));
    update();
  }
  group.on((changed) => ["tau", "playing", "speed", "loop"].some((key) => changed.has(key)) && update());
  onLanguage(words);
  words();
}

/** @param {HTMLElement} button  @param {string} text */
function name(button, text) {
  if (button.title === text) return;
  button.title = text;
  button.setAttribute("aria-label", text);
}

/** The card that holds the stages and this bar (.rd-card-stages), or what surrounds both.
 *  @param {HTMLElement} bar */
function fullScreen(bar) {
  if (document.fullscreenElement) return document.exitFullscreen();
  let card = bar.closest(".rd-card-stages") ?? bar.parentElement ?? bar;
  while (!card.querySelector(".rd-stage") && card.parentElement) card = card.parentElement;
  card.classList.add("rd-full");
  return card.requestFullscreen();
}
