// What the stages show and in which coordinates; nothing here asks the server.
// @ts-check
import { find, findAll } from "../kit/part.js";

import { onLanguage, t } from "../kit/texts.js";
import { group as groupOf } from "./bus.js";
import { unscaledOptions } from "./unscaled.js";
import { axisOptions, fieldOptions, morphOptions, pairOptions, pill, radios } from "./view_options.js";

const BASIC = { samples: "samples", paths: "paths", firstOrder: "first_order", density: "density" };
const MORE = { field: "field", heat: "heat", mesh: "mesh", pairs: "pairs", conditional: "conditional" };
/** @type {Record<string, string>} */
const ALL = { ...BASIC, ...MORE };
/** @type {Record<string, string>} */
const SWATCHES = { firstOrder: "--rd-first-order", density: "--rd-data", conditional: "--rd-data" }; // a legend
/** @type {Record<string, string>} */
const COORDS = {
  own: "own",
  x: "x",
  "x/alpha": "x_alpha",
  "x/sigma": "x_sigma",
  u: "u",
  unrolled: "unrolled",
  morph: "morph",
};
const FEW = ".rd-more, [data-coords='morph'], [data-coords='x/sigma']"; // not among a few views
// what cannot be seen in some coordinates
/** @type {Record<string, string[]>} */
const NOT_IN = { unrolled: ["field", "mesh"], "x/sigma": ["density", "pairs", "conditional"] };

/** @param {Mount<null, {group: string, few: boolean, own: boolean}>} part */
export function mount({ element, props }) {
  const group = groupOf(props.group);
  const bar = find(element, ".rd-viewbar");
  bar.innerHTML = `
    <div class="rd-viewbar-row">
      <div class="rd-viewbar-set" role="group">${Object.keys(BASIC)
        .map((name) => pill("show", name))
        .join("")}
        <button type="button" class="rd-pill rd-more" aria-expanded="false"></button></div>
      <div class="rd-viewbar-set" role="radiogroup"><span></span>
        ${Object.keys(COORDS)
          .map((name) => pill("coords", name))
          .join("")}</div>
    </div>
    <div class="rd-viewbar-row rd-viewbar-more" role="group" hidden>
      ${Object.keys(MORE)
        .map((name) => pill("show", name))
        .join("")}</div>
    <div class="rd-viewbar-row rd-viewbar-options" hidden></div>`;
  const more = find(bar, ".rd-viewbar-more");
  const options = find(bar, ".rd-viewbar-options");
  const [toggles, coords] = findAll(bar, ".rd-viewbar-set");
  const opener = find(toggles, ".rd-more");
  const shows = /** @type {HTMLButtonElement[]} */ (findAll(bar, "[data-show]"));

  shows.forEach((button) => {
    const { show: name = "" } = button.dataset;
    if (name in SWATCHES) {
      button.classList.add("rd-swatch");
      button.style.setProperty("--swatch", `var(${SWATCHES[name]})`);
    }
    button.addEventListener("click", () =>
      group.set({ shown: { ...group.state.shown, [name]: !group.state.shown[name] } }),
    );
  });
  opener.addEventListener("click", () => open(more.hidden !== false));
  const choose = radios(coords, "coords", (name) => {
    if (name === "morph") group.set({ coords: "x", morph: morph.start() });
    else group.set({ coords: name, morph: null });
  });
  const field = fieldOptions(group);
  const pairs = pairOptions(group);
  find(more, "[data-show='field']").after(field.element);
  find(more, "[data-show='pairs']").after(pairs.element);
  const [axis, morph, unscaled] = [axisOptions(group), morphOptions(group), unscaledOptions(group)];
  options.append(axis.element, morph.element, unscaled.element);
  if (props.few) {
    for (const part of findAll(bar, FEW)) part.hidden = true;
    if (!group.remembered) group.set({ shown: { ...group.state.shown, firstOrder: false } }); // begin uncluttered
  }

  find(bar, "[data-coords='own']").hidden = !props.own;
  if (props.own && !group.remembered) group.set({ coords: "own" });

  /** @param {boolean} now */
  function open(now) {
    more.hidden = !now;
    opener.setAttribute("aria-expanded", String(now));
  }

  function update() {
    const { shown, coords: seen, morph: morphing } = group.state;
    shows.forEach((button) => {
      const { show: name = "" } = button.dataset;
      button.setAttribute("aria-pressed", String(shown[name]));
      button.disabled = (NOT_IN[seen] ?? []).includes(name);
    });
    const active = Object.keys(MORE).filter((name) => shown[name]).length;
    opener.textContent = t("view.more") + (active ? ` · ${active}` : "");
    choose.show(morphing ? "morph" : seen);
    field.element.hidden = !shown.field || seen === "unrolled";
    pairs.element.hidden = !shown.pairs || seen === "x/sigma";
    axis.element.hidden = seen !== "unrolled";
    morph.element.hidden = !morphing;
    unscaled.element.hidden = seen !== "own" || !unscaled.asked();
    options.hidden = [axis, morph, unscaled].every((part) => part.element.hidden);
    for (const part of [field, pairs, axis, morph, unscaled]) part.update();
  }
  function words() {
    toggles.setAttribute("aria-label", t("view.show"));
    more.setAttribute("aria-label", t("view.more"));
    opener.title = t("view.more.help");
    coords.setAttribute("aria-label", t("view.coords"));
    find(coords, "span").textContent = t("view.in");
    shows.forEach((button) => say(button, ALL[button.dataset.show ?? ""]));
    for (const button of findAll(coords, "button")) say(button, COORDS[button.dataset.coords ?? ""]);
    for (const part of [field, pairs, axis, morph, unscaled]) part.words();
    update();
  }
  /** @param {HTMLElement} button  @param {string} key */
  function say(button, key) {
    button.textContent = t(`view.${key}`);
    button.title = t(`view.${key}.help`);
  }
  const watched = ["shown", "coords", "field", "pairing", "axis", "roles", "nodes"];
  group.on((changed) => {
    const opened = changed.has("morph") && morph.element.hidden === Boolean(group.state.morph);
    if (opened || watched.some((name) => changed.has(name))) update();
    else if (changed.has("morph") || changed.has("bend")) morph.update(); // at every frame of a morph
    if (changed.has("unscaled")) unscaled.update();
  });
  onLanguage(words);
  words();
}
