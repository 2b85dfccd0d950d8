// What the parts of the Stable Diffusion tab share: what is on offer here, the server's pictures, the form's seed.
// @ts-check
import { make } from "../kit/part.js";

/** @type {Set<(offer: Offer) => void>} */
const listeners = new Set();
/** @type {Offer} */
const state = { kind: null, models: [] };

/** The tab's style sheet comes with its first part; until then the tab is hidden (kit/page.css). */
export function dress() {
  const link = make("link");
  link.rel = "stylesheet";
  link.href = new URL("diffusion.css", import.meta.url).href;
  document.head.append(link);
}

/** @param {(offer: Offer) => void} listener */
export function onOffer(listener) {
  listeners.add(listener);
  if (state.kind) listener(state);
}

/** @param {Offer} offer */
export function setOffer(offer) {
  if (offer.kind === state.kind) return;
  Object.assign(state, offer);
  listeners.forEach((listener) => listener(state));
}

/** The facts of a model, or undefined where it is not on offer.
 *  @param {string | undefined} key */
export function modelOf(key) {
  return state.models.find((model) => model.key === key);
}

/** @type {{useSeed: (seed: number) => void}} */
export const form = { useSeed: () => {} }; // set by the form

// ---- pictures: fetched once from the server's memory, then kept by this page ------------------------------------

/** @type {Map<string, Promise<string>>} */
const pictures = new Map(); // name -> promise of a blob's address, or "" where it is gone
/** @type {(name: string) => Promise<string>} */
let fetchPicture = async () => "";

/** fetch(name): the server's PNG in base64.
 *  @param {(name: string) => Promise<string>} fetch */
export function setFetch(fetch) {
  fetchPicture = fetch;
}

/** @param {string} name  @returns {Promise<string>} */
export function picture(name) {
  const known = pictures.get(name) ?? loaded(name);
  pictures.set(name, known);
  return known;
}

/** @param {string} name */
async function loaded(name) {
  const base64 = await fetchPicture(name);
  if (!base64) return "";
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
}

/** Lets go of all pictures of a kind ("one", "grid") but the named ones.
 *  @param {string} kind  @param {(string | undefined)[]} names */
export function keepOnly(kind, names) {
  for (const [name, address] of pictures) {
    if (!name.startsWith(`${kind}-`) || names.includes(name)) continue;
    pictures.delete(name);
    address.then((url) => url && URL.revokeObjectURL(url));
  }
}
