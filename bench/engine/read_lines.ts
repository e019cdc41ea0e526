/** In: a stream of UTF-8 bytes. Out: its lines, without their ends. */

/** Yields the stream's lines as they come; a last one without an end counts where not empty. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of stream) {
    pending += decoder.decode(chunk, { stream: true });
    const lines = pending.split("\n");
    pending = lines.pop()!;
    yield* lines;
  }
  pending += decoder.decode();
  if (pending) yield pending;
}
