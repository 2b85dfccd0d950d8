// What the parts of the Stable Diffusion tab share: what is on offer here, the server's pictures, the form's seed.
// @ts-check
import { make } from "../kit/part.js";

const listeners = new Set();
const state = { kind: null, models: [] };

/** The tab's style sheet comes with its first part; until then the tab is hidden (page.css). */
export function dress() {
  const link = make("link");
  link.rel = "stylesheet";
  link.href = new URL("diffusion.css", import.meta.url);
  document.head.append(link);
}

export function onOffer(listener) {
  listeners.add(listener);
  if (state.kind) listener(state);
}

export function setOffer(offer) {
  if (offer.kind === state.kind) return;
  Object.assign(state, offer);
  listeners.forEach((listener) => listener(state));
}

/** The facts of a model, or undefined where it is not on offer. */
export function modelOf(key) {
  return state.models.find((model) => model.key === key);
}

export const form = { useSeed: () => {} }; // set by the form

// ---- pictures: fetched once from the server's memory, then kept by this page ------------------------------------

const pictures = new Map(); // name -> promise of a blob's address, or "" where it is gone
let fetchPicture = async () => "";

/** fetch(name): the server's PNG in base64. */
export function setFetch(fetch) {
  fetchPicture = fetch;
}

export function picture(name) {
  if (!pictures.has(name)) pictures.set(name, loaded(name));
  return pictures.get(name);
}

async function loaded(name) {
  const base64 = await fetchPicture(name);
  if (!base64) return "";
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
}

/** Lets go of all pictures of a kind ("one", "grid") but the named ones. */
export function keepOnly(kind, names) {
  for (const [name, address] of pictures) {
    if (!name.startsWith(`${kind}-`) || names.includes(name)) continue;
    pictures.delete(name);
    address.then((url) => url && URL.revokeObjectURL(url));
  }
}
