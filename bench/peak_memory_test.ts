import assert from "node:assert/strict";
import { peakBytes, peakMemoryMiB } from "./peak_memory.ts";

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

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "the peak is the process's own, also where memory is given back before the end",
  ignore,
  fn: async () => {
    const hold = (mebibytes: number) => `
      { const held = new Uint8Array(${mebibytes} * 2 ** 20).fill(1); if (held[5] !== 1) throw 0; }
      await new Promise((resolve) => setTimeout(resolve, 1500));`;
    const small = await peakMemoryMiB(["eval", hold(1)]);
    const large = await peakMemoryMiB(["eval", hold(300)]);
    assert.ok(small > 20, `${small} MiB`);
    assert.ok(large - small > 250 && large - small < 400, `${small} and ${large} MiB`);
  },
});

Deno.test({
  name: "a command that fails is an error with its last words",
  ignore,
  fn: async () => {
    await assert.rejects(
      peakMemoryMiB(["eval", 'console.error("first"); console.error("last"); Deno.exit(3)']),
      /ended with 3: last$/,
    );
  },
});
