// Tells the server that what this tab knows of is gone: it then begins anew, and says so.
// @ts-check
import { visit } from "./visit.js";

/** @param {Mount<null>} part */
export function mount({ trigger }) {
  visit.on((state) => state === "gone" && trigger("input"));
}
