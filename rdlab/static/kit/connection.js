// The page's connection to the server, in place of Gradio's own: it may break, and goes on where it was. Two of
// Gradio's requests are answered here: an event is sent again until it has arrived (once), and the stream of
// messages is ours, by WebSocket or else by HTTP. All others carry the visit's name.
// @ts-check
import { openStream, sending, sent } from "./stream.js";
import { visit } from "./visit.js";

const JOIN = /\/gradio_api\/queue\/join$/;
const STREAM = /\/gradio_api\/queue\/data$/;
const BUSY = [429, 502, 503, 504]; // too much at once, or a proxy whose server is not there just now
const AGAIN = 700; // milliseconds between two tries

/** When the event before has arrived. @type {Promise<void>} */
let before = Promise.resolve();

/** A request of the page's; `fetched` is the browser's own fetch. The page's head calls this for all that go to Gradio.
 *  @param {typeof fetch} fetched  @param {RequestInfo | URL} input  @param {RequestInit} [options]
 *  @returns {Promise<Response>} */
export async function send(fetched, input, options) {
  const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
  if (STREAM.test(url.pathname)) {
    const signal = input instanceof Request ? input.signal : options?.signal;
    return openStream(url.searchParams.get("session_hash") ?? "", signal ?? null);
  }
  if (JOIN.test(url.pathname)) return join(fetched, url, input, options);
  const request = new Request(input, options);
  if (request.method !== "GET") request.headers.set("X-RDLab-Visit", visit.name());
  return fetched(request);
}

/** Sends an event until the server has it, after all that came before: none overtakes another.
 *  @param {typeof fetch} fetched  @param {URL} url  @param {RequestInfo | URL} input  @param {RequestInit} [options]
 *  @returns {Promise<Response>} */
async function join(fetched, url, input, options) {
  const turn = before;
  let arrived = () => {};
  before = new Promise((resolve) => {
    arrived = resolve;
  });
  try {
    const once = visit.random();
    sending(once);
    const [request, speaksOf] = [new Request(input, options), visit.met ? visit.epoch : ""];
    const body = await request.text();
    const page = /"session_hash":"([^"]+)"/.exec(body)?.[1] ?? "";
    await turn;
    await visit.greeted(page);
    const gone = speaksOf && speaksOf !== visit.epoch;
    const answer = gone ? null : await untilThere(fetched, url, request.headers, body, page, once);
    sent(once, answer?.ok ? (await answer.clone().json()).event_id : undefined);
    return answer ?? new Promise(() => {}); // what the event spoke of is gone: it is not sent, nor sent again
  } finally {
    arrived();
  }
}

/** The server's answer to an event; null where what this page knows of is gone.
 *  @param {typeof fetch} fetched  @param {URL} url  @param {Headers} head  @param {string} body
 *  @param {string} page  @param {string} once  @returns {Promise<Response | null>} */
async function untilThere(fetched, url, head, body, page, once) {
  for (;;) {
    const headers = new Headers(head);
    headers.set("X-RDLab-Visit", visit.name());
    headers.set("X-RDLab-Once", once);
    /** @type {Response | null} */
    let answer = null;
    try {
      answer = await fetched(url, { method: "POST", headers, body, credentials: "same-origin" });
    } catch {
      visit.cut(); // no network: again
    }
    if (answer?.status === 409) {
      await visit.greet(page);
      return null;
    }
    if (answer && !BUSY.includes(answer.status)) {
      visit.heard();
      return answer;
    }
    visit.cut();
    await visit.soon(AGAIN);
  }
}
