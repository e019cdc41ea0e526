import assert from "node:assert/strict";
import { peakMemoryMiB } from "./peak_memory.ts";

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
