import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../src/base/user_error.ts";
import { openEngineFile } from "./engine_file.ts";
import {
  mergeEngineResult,
  type StoredEngineResult,
  type StoredEngineRow,
  timedRows,
} from "./merge_engine_result.ts";

function row(network: string, precision: "float32" | "bfloat16", oursMs: number): StoredEngineRow {
  const times = { duygu: { medianMs: oursMs, lowerQuartileMs: oursMs, upperQuartileMs: oursMs } };
  return {
    ...{ network, operation: "train", precision, engine: "tensorflow" },
    ...{ oursMs, peersMs: {}, times },
  };
}

const features: StoredEngineRow = {
  ...{ network: "features", operation: "features", precision: "float32", engine: "duygu" },
  ...{ configuration: "default", peersMs: { librosa: 2 } },
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
