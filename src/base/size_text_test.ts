import assert from "node:assert/strict";
import { sizeText } from "./size_text.ts";

Deno.test("a limit is told in the largest unit that it has one of", () => {
  const texts = [0, 1, 1023, 1024, 256 * 2 ** 10, 2 ** 20 - 1, 2 ** 20, 16.9 * 2 ** 20].map(
    sizeText,
  );
  assert.deepEqual(
    texts,
    ["0 bytes", "1 bytes", "1023 bytes", "1 KiB", "256 KiB", "1023 KiB", "1 MiB", "16 MiB"],
  );
});
