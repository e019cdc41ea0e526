import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeRun } from "../report/testing/made_run.ts";
import { openFacePredictor, openModel } from "./predict.ts";
import { readRun } from "./runs.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });

// What it says of faces: predict_photos_test.ts.
for (
  const [kind, what] of [["audio", "recordings"], ["features", "a table of features"]] as const
) {
  Deno.test(`a run trained on ${what} knows no faces`, async () => {
    await withTemporaryFolder(async (folder) => {
      await madeRun(folder, { ...corpus, kind });
      await assert.rejects(openFacePredictor(await readRun(folder)), {
        name: "UserError",
        message: `Expected ${folder} to be trained on pictures, but it is trained on ${what}`,
      });
    });
  });
}

Deno.test("a table's network cannot be opened without its columns' means", async () => {
  await withTemporaryFolder(async (folder) => {
    await madeRun(folder, { ...corpus, kind: "features" });
    await assert.rejects(openModel(await readRun(folder)), {
      name: "UserError",
      message: `Expected ${join(folder, "normaliser.json")} to hold one mean a feature`,
    });
  });
});
