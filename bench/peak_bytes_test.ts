import assert from "node:assert/strict";
import { peakBytes } from "./peak_bytes.ts";

Deno.test("the peak grows with what is held, and does not fall when that is given back", async () => {
  const before = await peakBytes();
  // This much more than ever before, whatever the tests before this one held.
  let held: Uint8Array | undefined = new Uint8Array(before + 50e6).fill(1);
  const with_ = await peakBytes();
  assert.ok(with_ >= before + 40e6, `${before} and ${with_}`);
  assert.equal(held[7], 1);
  held = undefined;
  assert.ok(await peakBytes() >= with_);
});

Deno.test(
  { name: "a process that is gone has none", ignore: Deno.build.os !== "linux" },
  async () => {
    await assert.rejects(peakBytes(2 ** 22 + 1));
  },
);
