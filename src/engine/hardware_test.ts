import assert from "node:assert/strict";
import { cpuFeatures } from "./hardware.ts";

Deno.test("x86: flags of /proc/cpuinfo by their readable names", () => {
  const cpuinfo =
    "processor\t: 0\nflags\t\t: fpu sse avx avx2 fma avx512f avx512_bf16\nbugs\t: x\n";
  assert.deepEqual(cpuFeatures(cpuinfo), {
    present: ["AVX2", "FMA", "AVX-512", "AVX512-BF16"],
    absent: ["AMX", "AMX-BF16"],
    hasBfloat16: true,
  });
  assert.deepEqual(cpuFeatures("flags : fpu avx512_bf16x")?.present, []);
  assert.equal(cpuFeatures("flags : avx2")?.hasBfloat16, false);
});

Deno.test("Arm: its own names", () => {
  assert.deepEqual(cpuFeatures("Features\t: fp asimd bf16\n"), {
    present: ["NEON", "BF16"],
    absent: ["FP16", "SVE"],
    hasBfloat16: true,
  });
});

Deno.test("a system that lists none is unknown", () => {
  assert.equal(cpuFeatures(""), undefined);
});
