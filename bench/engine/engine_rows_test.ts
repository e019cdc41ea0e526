import assert from "node:assert/strict";
import { engineRows, type RowSource } from "./engine_rows.ts";

const source: RowSource = {
  network: "turev",
  operation: "train",
  precision: "float32",
  flop: 20e9,
  othersShare: 0,
  rounds: {
    keras: [[200, 220], [210, 210]],
    torch: [[150, 150], [100, 100]],
    ours: [[75, 75], [80, 80]],
  },
  engines: { ours: "tensorflow" },
  peakMemoryBytes: { ours: 5, keras: 7 },
  peakGflops: 400,
};

Deno.test("engineRows compares ours with the fastest peer", () => {
  const [row, ...others] = engineRows(source);
  assert.equal(others.length, 0);
  assert.equal(row.engine, "tensorflow");
  assert.equal(row.oursMs, 77.5);
  assert.deepEqual(row.peersMs, { keras: 210, torch: 125 });
  assert.equal(row.ratio, 77.5 / 125);
  // Round by round 75/150 and 80/100.
  assert.deepEqual(row.ratioQuartiles?.map((x) => +x.toFixed(6)), [0.575, 0.725]);
  assert.equal(row.times.ours.minimumMs, 75);
  assert.deepEqual(row.peakMemoryBytes, { ours: 5, keras: 7 });
  // 20 GFLOP in 77.5 ms at a peak of 400 GFLOP/s.
  assert.ok(Math.abs(row.shareOfPeak! - 20 / 0.0775 / 400) < 1e-12);
});

Deno.test("engineRows: peers alone, ours alone, nobody", () => {
  const { ours, ...peers } = source.rounds;
  const [alone] = engineRows({ ...source, rounds: peers });
  assert.deepEqual([alone.engine, alone.oursMs, alone.ratio], [null, null, null]);
  assert.ok(Math.abs(alone.shareOfPeak! - 20 / 0.125 / 400) < 1e-12);
  const [without] = engineRows({ ...source, rounds: { ours }, peakGflops: undefined });
  assert.deepEqual([without.ratio, without.peersMs, without.shareOfPeak], [null, {}, null]);
  assert.deepEqual(engineRows({ ...source, rounds: {} }), []);
});

Deno.test("engineRows: one row for each of our engines, each with the same peers", () => {
  const rows = engineRows({
    ...source,
    rounds: { ...source.rounds, other: [[300, 300], [300, 300]] },
    engines: { ours: "tensorflow", other: "wasm" },
  });
  assert.deepEqual(rows.map((row) => row.engine), ["tensorflow", "wasm"]);
  assert.deepEqual(rows[0].peersMs, rows[1].peersMs);
  assert.ok(!("other" in rows[0].times) && "other" in rows[1].times);
});
