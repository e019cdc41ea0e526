import assert from "node:assert/strict";
import type { Contender } from "./contender.ts";
import { gemmGflops, measureGemmPeak } from "./gemm_peak.ts";

Deno.test("gemmGflops: 1000³ multiply-adds in 10 ms are 200 GFLOP/s", () => {
  assert.equal(gemmGflops(1000, 10), 200);
});

Deno.test("measureGemmPeak takes the fastest product and passes over who cannot", async () => {
  const contender = (name: string, gemm: Contender["gemm"]) => ({ name, gemm } as Contender);
  const slow = contender("slow", () => Promise.resolve([50, 60]));
  const fast = contender("fast", () => Promise.resolve([90, 40]));
  const broken = contender("broken", () => Promise.reject(new Error("no bf16")));
  assert.deepEqual(await measureGemmPeak([slow, fast, broken], "float32"), {
    gflops: gemmGflops(2048, 40),
    by: "fast",
  });
  assert.equal(await measureGemmPeak([broken], "bfloat16"), undefined);
});
