/** The server's live answers: pictures and sounds go there, events come back. */
import { postLive, ServerError, serverErrorOf } from "./api.js";

/**
 * Opens a stream. Throws ServerError.
 *
 * @param {object} options
 * @param {(name: string, data: object) => void} options.onEvent
 * @param {() => void} options.onEnd where the server ends it, or the connection breaks
 * @returns {Promise<{ send(medium: "photo" | "speech", blob: Blob): Promise<void>, close(): void }>}
 */
export async function openLiveStream({ onEvent, onEnd }) {
  const stop = new AbortController();
  const answer = await fetch("/api/live", { signal: stop.signal }).catch(() => {
    throw new ServerError("network");
  });
  if (!answer.ok) throw await serverErrorOf(answer);
  const events = eventsOf(answer.body.getReader());
  const first = await events.next().catch(() => ({ done: true }));
  if (first.done) throw new ServerError("network");
  const pass = async () => {
    for await (const { name, data } of events) {
      if (!stop.signal.aborted) onEvent(name, data);
    }
  };
  pass().catch(() => {}).finally(() => stop.signal.aborted || onEnd());
  return {
    send: (medium, blob) => postLive(first.value.data.id, medium, blob, stop.signal),
    close: () => stop.abort(),
  };
}

/** The events in what `reader` reads, as they come. */
async function* eventsOf(/** @type {ReadableStreamDefaultReader<Uint8Array>} */ reader) {
  const decoder = new TextDecoder();
  let text = "";
  while (true) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const whole = text.split("\n\n");
    text = whole.pop();
    for (const event of whole) {
      const name = /^event: (.*)$/m.exec(event)?.[1];
      // A line that only keeps the connection alive has none.
      if (name) yield { name, data: JSON.parse(/^data: (.*)$/m.exec(event)[1]) };
    }
  }
}
