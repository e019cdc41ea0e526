import assert from "node:assert/strict";
import { engineRows } from "./engine_rows.ts";
import { engineTable } from "./engine_table.ts";

Deno.test("engineTable shows each contender once and the ratio beside ours", () => {
  const rows = engineRows({
    network: "turev",
    operation: "train",
    precision: "float32",
    flop: 20e9,
    othersShare: 0.25,
    rounds: { "duygu tensorflow": [[100, 100]], torch: [[160, 240]] },
    engines: { "duygu tensorflow": "tensorflow" },
    peakMemoryBytes: { torch: 800e6 },
    peakGflops: 400,
  });
  const [, , ours, torch, ...rest] = engineTable(rows, { float32: { gflops: 400, by: "torch" } })
    .split("\n");
  assert.deepEqual(rest, []);
  assert.match(
    ours,
    /duygu tensorflow +100\.0 +100\.0–100\.0 +100\.0 +200 +50 % +25 % +0\.50 \(0\.50–0\.50\)$/,
  );
  assert.match(torch, /torch +200\.0 +180\.0–220\.0 +160\.0 +100 +25 % +800 +25 %$/);
});
