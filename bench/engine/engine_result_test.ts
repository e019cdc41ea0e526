import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/user_error.ts";
import {
  engineRows,
  mergeEngineResult,
  openEngineFile,
  type RowSource,
  type StoredEngineResult,
  type StoredEngineRow,
  timedRows,
} from "./engine_result.ts";

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

function row(network: string, precision: "float32" | "bfloat16", oursMs: number): StoredEngineRow {
  const times = { duygu: { medianMs: oursMs, lowerQuartileMs: oursMs, upperQuartileMs: oursMs } };
  return {
    network,
    operation: "train",
    precision,
    engine: "tensorflow",
    oursMs,
    peersMs: {},
    times,
  };
}

const features: StoredEngineRow = {
  network: "features",
  operation: "features",
  precision: "float32",
  engine: "duygu",
  configuration: "default",
  peersMs: { librosa: 2 },
};

const whole: StoredEngineResult = {
  rows: [row("turev", "float32", 100), row("turev", "bfloat16", 60), row("tess", "float32", 90)],
  gemmPeak: { float32: { gflops: 300, by: "torch" }, bfloat16: { gflops: 900, by: "torch" } },
  skipped: [
    { network: "turev", precision: "float32", contender: "keras", reason: "no memory" },
    { network: "tess", precision: "float32", contender: "keras", reason: "no memory" },
  ],
  notes: { duygu: { "turev float32": "XLA", "tess float32": "XLA" } },
  protocol: { rounds: 8 },
  environment: { cpu: "old" },
  command: "duygu bench engine",
};

const part: StoredEngineResult = {
  rows: [row("turev", "float32", 80)],
  gemmPeak: { float32: { gflops: 310, by: "torch" } },
  skipped: [],
  notes: { duygu: { "turev float32": "a graph" } },
  protocol: { rounds: 12 },
  environment: { cpu: "new" },
  command: "duygu bench engine --networks turev --precisions float32",
};

Deno.test("a part measured anew replaces its rows; the others keep what they were made on", () => {
  const merged = mergeEngineResult(whole, part);
  const earlier = {
    environment: { cpu: "old" },
    command: "duygu bench engine",
    protocol: { rounds: 8 },
  };
  assert.deepEqual(merged.rows, [
    { ...row("tess", "float32", 90), earlier },
    { ...row("turev", "bfloat16", 60), earlier },
    row("turev", "float32", 80),
  ]);
  assert.deepEqual([merged.command, merged.environment], [part.command, part.environment]);
  assert.deepEqual(merged.gemmPeak, { ...whole.gemmPeak, ...part.gemmPeak });
  assert.deepEqual(merged.skipped?.map(({ network }) => network), ["tess"]);
  assert.deepEqual(merged.notes?.duygu, { "turev float32": "a graph", "tess float32": "XLA" });
  // What was earlier stays what it was; a whole run leaves nothing earlier.
  assert.deepEqual(mergeEngineResult(merged, part).rows[0].earlier, earlier);
  const renewed = mergeEngineResult(merged, whole);
  assert.ok(renewed.rows.length === 3 && renewed.rows.every((one) => one.earlier === undefined));
});

Deno.test("features stand beside times, each configuration a row, and are not charted", () => {
  const other = { ...features, configuration: "44.1 kHz" };
  const measured = { rows: [features, other], environment: {}, command: "duygu bench features" };
  const { rows } = mergeEngineResult(whole, measured);
  assert.equal(rows.length, 5);
  assert.deepEqual(timedRows(rows).map(({ network }) => network), ["tess", "turev", "turev"]);
  assert.deepEqual(mergeEngineResult(null, measured), measured);
});

Deno.test("the file is merged on disk, and a malformed one is left as it is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "engine.json");
    await (await openEngineFile(path)).add(whole);
    const merged = await (await openEngineFile(path)).add(part);
    // The rows that were read back are the same, fields that no schema names included.
    assert.deepEqual(JSON.parse(await Deno.readTextFile(path)), merged);
    assert.equal(merged.rows[0].oursMs, 90);
    await Deno.writeTextFile(path, '{"rows": 1}');
    await assert.rejects(openEngineFile(path), UserError);
    assert.equal(await Deno.readTextFile(path), '{"rows": 1}');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
