import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { predictionsCsv } from "./predictions_csv.ts";

Deno.test("one row a clip, with every class's probability to the last bit", () => {
  const probabilities = new Float32Array([0.7, 0.3, 0.1, 0.9, 0.5, 0.5]);
  const ids = ["calm/1157_sk_a", 'say "no", twice', "line\nbreak"];
  const csv = predictionsCsv({ ids, labels: [0, 0, 1] }, probabilities, ["calm", "sad, very"]);
  assert.ok(csv.endsWith("\n"));
  const [header, ...rows] = parse(csv) as string[][];
  assert.deepEqual(header, ["clip", "actual", "predicted", "calm", "sad, very"]);
  assert.deepEqual(rows.map(([id]) => id), ids);
  assert.deepEqual(rows.map((row) => row[1]), ["calm", "calm", "sad, very"]);
  // Of equals the first, as everywhere.
  assert.deepEqual(rows.map((row) => row[2]), ["calm", "sad, very", "calm"]);
  const values = rows.flatMap((row) => row.slice(3).map(Number));
  assert.deepEqual(Float32Array.from(values), probabilities);
});
