import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { predictionsCsv } from "../src/train/predictions_csv.ts";
import { rescore } from "./rescore.ts";

Deno.test("only clips with a label count, by that label", async () => {
  await withTemporaryFolder(async (folder) => {
    const classes = ["angry", "happy"];
    const test = {
      ids: ["a", "b", "c", "d"],
      labels: [0, 0, 1, 1],
      data: new Float32Array(4),
      sampleShape: [1],
    };
    const probabilities = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4);
    await Deno.writeTextFile(
      join(folder, "predictions.csv"),
      predictionsCsv(test, probabilities, classes),
    );
    const own = await rescore({ folder }, {
      labels: new Map(test.ids.map((id, row) => [id, classes[test.labels[row]]])),
    });
    assert.deepEqual([own.count, own.accuracy], [4, 0.5]);
    const other = await rescore({ folder }, {
      labels: new Map([["b", "happy"], ["c", "happy"], ["d", "happy"], ["elsewhere", "angry"]]),
    });
    assert.deepEqual([other.count, other.accuracy], [3, 2 / 3]);
  });
});
