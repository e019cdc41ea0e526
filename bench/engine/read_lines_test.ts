import assert from "node:assert/strict";
import fc from "fast-check";
import { readLines } from "./read_lines.ts";

Deno.test("readLines gives the same lines wherever the stream is cut", async () => {
  const text = "eins\nüç\n\nlast";
  const bytes = new TextEncoder().encode(text);
  await fc.assert(fc.asyncProperty(
    fc.uniqueArray(fc.integer({ min: 0, max: bytes.length }), { maxLength: 6 }),
    async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      const lines = await Array.fromAsync(readLines(ReadableStream.from(chunks)));
      assert.deepEqual(lines, ["eins", "üç", "", "last"]);
    },
  ));
});

Deno.test("readLines: an end at the end begins no further line", async () => {
  const stream = ReadableStream.from([new TextEncoder().encode("a\n")]);
  assert.deepEqual(await Array.fromAsync(readLines(stream)), ["a"]);
});
