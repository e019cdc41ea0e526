import assert from "node:assert/strict";
import fc from "fast-check";
import { textLines } from "./text_lines.ts";

/** A stream of `text` cut into pieces of `size` bytes, characters included. */
function streamOf(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const count = Math.ceil(bytes.length / size);
  return ReadableStream.from(
    Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size)),
  );
}

Deno.test("lines are the same however the stream is cut; a torn last one is left out", async () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", "-"));
  const property = fc.asyncProperty(fc.array(line), line, fc.nat(6), async (lines, torn, size) => {
    const text = lines.map((line) => line + "\n").join("") + torn;
    // The decoder takes a mark of byte order at the start for no text.
    fc.pre(!text.startsWith("\ufeff"));
    assert.deepEqual(await Array.fromAsync(textLines(streamOf(text, size + 1))), lines);
  });
  await fc.assert(property, { numRuns: 100, seed: 1 });
});
