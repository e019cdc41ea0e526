import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { parsePredictions, predictionsCsv, readPredictions } from "./predictions.ts";

Deno.test("what predictionsCsv writes is read back to the last bit", async () => {
  await withTemporaryFolder(async (folder) => {
    const probabilities = new Float32Array([0.7, 0.3, 0.1, 0.9]);
    const examples = { ids: ["a", 'say "no", twice'], labels: [1, 0] };
    const csv = predictionsCsv(examples, probabilities, ["calm", "sad, very"]);
    await Deno.writeTextFile(join(folder, "predictions.csv"), csv);
    assert.deepEqual(await readPredictions(folder), {
      ...examples,
      classes: ["calm", "sad, very"],
      probabilities: Float64Array.from(probabilities),
    });
  });
});

Deno.test("a missing or malformed table is refused with file and row", async () => {
  await assert.rejects(readPredictions("/nowhere"), { name: "UserError", message: /nowhere/ });
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => parsePredictions(text, "p.csv"), { name: "UserError", message });
  refused("", /columns of p\.csv/);
  refused("clip,actual,predicted,calm\n", /at least two classes/);
  refused("clip,actual,predicted,calm,sad\n", /to hold a clip/);
  refused("clip,actual,predicted,calm,sad\na,happy,calm,1,0\n", /row 2 of p\.csv.*a,happy/);
  refused("clip,actual,predicted,calm,sad\na,calm,calm,1,0\nb,sad,sad,,1\n", /row 3/);
  refused("clip,actual,predicted,calm,sad\na,calm,calm,1\n", /CSV table/);
});

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
