/** In: a stream of UTF-8 bytes. Out: its lines. */

/** The lines of `bytes` without their ends; a last line without an end is left out, as torn. */
export async function* textLines(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
