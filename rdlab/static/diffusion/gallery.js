// The pictures of a run: previews while it goes on, then the images, how they were made and how long that took.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { frame, saver } from "./picture.js";
import { keepOnly } from "./store.js";
import { aboutRun, fileName, lasting } from "./words.js";

/** @typedef {RunAbout & {model: string, prompt: string, tiles: Tile[], cut?: boolean, decoder: string, times?: {unet: number, vae: number, text?: number} | null}} Gallery */

/** @typedef {{seed: number, preview?: string, id?: string, flagged?: boolean, missing?: boolean}} Tile */

/** @param {Mount<Gallery | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-sdgallery");
  const title = make("h3", "rd-sdgallery-title");
  const prompt = make("p", "rd-muted rd-sdgallery-prompt");
  const tiles = make("div", "rd-sdtiles");
  const times = make("p", "rd-muted rd-sdgallery-times");
  const cut = make("p", "rd-muted");
  box.append(title, prompt, tiles, times, cut);
  /** @type {Map<number, [string, HTMLElement]>} */
  const drawn = new Map(); // seed -> [what it shows, its element]: an image that is there stays

  keepDrawn({ props, watch }, (value) => {
    title.textContent = value ? aboutRun(value) : t("sd.empty");
    title.classList.toggle("rd-muted", !value);
    prompt.textContent = value ? value.prompt : "";
    times.textContent = value?.times ? inWords(value, value.times) : "";
    cut.textContent = value?.cut ? t("sd.cut") : "";
    tiles.hidden = !value;
    if (!value) return;
    tiles.dataset.count = String(Math.min(5, value.tiles.length));
    tiles.style.setProperty("--shape", `${value.width} / ${value.height}`);
    keepOnly(
      "one",
      value.tiles.map((tile) => tile.id),
    );
    const seen = value.tiles.map((tile) => {
      const told = JSON.stringify([
        value.model,
        value.steps,
        tile,
        document.documentElement.lang,
        t("sd.download"),
      ]);
      const last = drawn.get(tile.seed);
      const element = last?.[0] === told ? last[1] : tileOf(value, tile);
      drawn.set(tile.seed, [told, element]);
      return element;
    });
    for (const seed of drawn.keys()) if (!value.tiles.some((tile) => tile.seed === seed)) drawn.delete(seed);
    if (seen.length !== tiles.childElementCount || seen.some((tile, i) => tiles.children[i] !== tile))
      tiles.replaceChildren(...seen);
  });
}

/** @param {Gallery} value  @param {Tile} tile */
function tileOf(value, { seed, preview, id, flagged, missing }) {
  const whole = make("figure", "rd-sdtile");
  const state = flagged ? "flagged" : id ? "done" : preview ? "preview" : missing ? "missing" : "waiting";
  whole.dataset.state = state;
  whole.dataset.seed = String(seed);
  const words = t("sd.tile.seed", { seed: String(seed) });
  const caption = `${aboutRun(value)} · ${words}`;
  const file = fileName(value.model, value.steps, seed);
  const place = make("div", "rd-sdtile-place");
  const under = make("figcaption");
  under.append(make("span", "", words));
  if (state === "done" && id) {
    place.append(frame(id, { caption, file, seed }));
    under.append(saver(id, file));
  } else if (state === "preview") {
    const image = make("img", "rd-sdpreview");
    Object.assign(image, { src: preview, alt: words });
    place.append(image);
  } else place.append(make("p", "rd-sdtile-words rd-muted", t(`sd.tile.${state}`)));
  whole.append(place, under);
  return whole;
}

/** @param {Gallery} value  @param {{unet: number, vae: number, text?: number}} times */
function inWords({ steps, decoder }, times) {
  const args = {
    unet: lasting(times.unet),
    step: lasting(times.unet / steps),
    vae: lasting(times.vae),
    decoder: t(`sd.decoder.${decoder}`),
  };
  if (!times.text) return t("sd.times.remembered", args);
  return t("sd.times", { ...args, text: lasting(times.text) });
}
