// A stream of messages that outlives its connection: what Gradio reads as one answer without an end.
// @ts-check
import { visit } from "./visit.js";

const SILENCE = 12_000; // milliseconds: the server says something every five seconds
const CONFIRM = 400; // milliseconds between two confirmations
const WAITS = [100, 300, 700, 1500, 2000]; // milliseconds before a try, the first to the last
const BLOCKED = 2; // WebSockets in a row that never opened: it is HTTP then

const HEAD = /^{"msg":"(\w+)","event_id":"?(\w+)/;

let blocked = 0;

/** Events that have not ended, and those that are just being sent. @type {Set<string>} */
const open = new Set();
/** Events that had ended before it was known what they are called. @type {Set<string>} */
const ended = new Set();

/** While an event is being sent no stream ends. @param {string} name  made up for it */
export function sending(name) {
  open.add(name);
}

/** It was sent, and is called so; or was refused. @param {string} name  @param {string} [event] */
export function sent(name, event) {
  if (event && !ended.delete(event)) open.add(event);
  open.delete(name);
}

visit.on((state) => {
  if (state === "gone") open.clear(); // with all that had begun
});

/** The answer to a request for the messages of a page.
 *  @param {string} page  @param {AbortSignal | null} signal  @returns {Response} */
export function openStream(page, signal) {
  const words = new TextEncoder();
  let seen = numbers.get(page) ?? 0;
  let over = false;
  /** @type {() => void} */
  let drop = () => {};

  /** @param {ReadableStreamDefaultController<Uint8Array>} body */
  async function run(body) {
    const end = () => {
      if (over) return;
      over = true;
      drop();
      try {
        body.close();
      } catch {
        // was closed by who reads it
      }
    };
    signal?.addEventListener("abort", end);
    /** @param {string} line */
    const take = (line) => {
      const space = line.indexOf(" ");
      if (space < 1) return; // a sign of life
      const number = Number(line.slice(0, space));
      if (number <= seen || over) return;
      seen = number;
      numbers.set(page, seen);
      visit.acknowledged = seen;
      const message = line.slice(space + 1).trimEnd();
      const [, what, event] = HEAD.exec(message) ?? [];
      if (what === "process_completed" && !open.delete(event)) ended.add(event);
      if (what === "close_stream" && open.size) return; // Gradio would not listen for what has begun since
      body.enqueue(words.encode(`data: ${message}\n\n`));
      if (what === "close_stream") end(); // Gradio reads no further: what follows is for the next stream
    };
    visit.streams++;
    try {
      for (let tries = 0; !over; ) {
        const began = seen;
        const heard = await (blocked < BLOCKED ? bySocket : byHttp)(
          page,
          seen,
          take,
          (dropped) => (drop = dropped),
        );
        if (over) break;
        tries = heard || seen > began ? 0 : tries + 1;
        visit.cut();
        await visit.soon(WAITS[Math.min(tries, WAITS.length - 1)]);
        if (!over) await visit.greet(page);
      }
    } finally {
      visit.streams--;
    }
  }

  const body = new ReadableStream({
    start: (controller) => void run(controller),
    cancel: () => {
      over = true;
      drop();
    },
  });
  return new Response(body, { status: 200, headers: { "Content-Type": "text/event-stream" } });
}

/** @type {Map<string, number>} page -> the last message that was taken */
const numbers = new Map();

/** Until the connection ends; whether anything was heard.
 *  @param {string} page  @param {number} seen  @param {(line: string) => void} take
 *  @param {(drop: () => void) => void} dropped  @returns {Promise<boolean>} */
function bySocket(page, seen, take, dropped) {
  return new Promise((resolve) => {
    const address = new URL("rdlab/stream", document.baseURI);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    let heard = false;
    let opened = false;
    let last = seen;
    let said = seen;
    const close = () => {
      clearInterval(confirming);
      clearTimeout(silent);
      socket.onmessage = socket.onclose = null;
      socket.close();
      if (!opened) blocked++;
      resolve(heard);
    };
    dropped(close);
    let silent = setTimeout(close, SILENCE);
    const confirming = setInterval(() => {
      if (last > said && socket.readyState === WebSocket.OPEN) socket.send(String((said = last)));
    }, CONFIRM);
    socket.onopen = () => {
      opened = true;
      blocked = 0;
      const { id, epoch } = visit;
      socket.send(JSON.stringify({ visit: id, page, epoch, ack: seen }));
    };
    socket.onmessage = ({ data }) => {
      heard = true;
      visit.heard();
      clearTimeout(silent);
      silent = setTimeout(close, SILENCE);
      take(data);
      last = Math.max(last, Number.parseInt(data, 10) || 0);
    };
    socket.onclose = close;
  });
}

/** @type {typeof bySocket} */
async function byHttp(page, seen, take, dropped) {
  const ended = new AbortController();
  dropped(() => ended.abort());
  let silent = setTimeout(() => ended.abort(), SILENCE);
  const confirming = setInterval(() => void visit.greet(page), 5 * CONFIRM);
  let heard = false;
  try {
    const { id, epoch } = visit;
    const answer = await fetch(new URL("rdlab/stream", document.baseURI), {
      method: "POST",
      body: JSON.stringify({ visit: id, page, epoch, ack: seen }),
      signal: ended.signal,
    });
    if (!answer.ok || !answer.body) {
      blocked = 0;
      return false;
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) return heard;
      heard = true;
      visit.heard();
      clearTimeout(silent);
      silent = setTimeout(() => ended.abort(), SILENCE);
      const lines = (rest + value).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(take);
    }
  } catch {
    return heard;
  } finally {
    clearTimeout(silent);
    clearInterval(confirming);
  }
}
