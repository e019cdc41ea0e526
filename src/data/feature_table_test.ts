import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { readFeatureTable } from "./feature_table.ts";
import { realDataRoot, realDataTest } from "./testing/real_data.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

async function readText(text: string) {
  let table: Awaited<ReturnType<typeof readFeatureTable>> | undefined;
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "table.csv");
    await Deno.writeTextFile(path, text);
    table = await readFeatureTable(path);
  });
  return table!;
}

Deno.test("readFeatureTable leaves class and number out of the features", async () => {
  const table = await readText('Emotion ,Type,"a, b",c\nAngry,0,1.5,-2\n\nhappy,1,0,1e-3\n');
  assert.deepEqual(table.columns, ["a, b", "c"]);
  assert.deepEqual(table.labels, ["angry", "happy"]);
  assert.deepEqual([...table.values], [1.5, -2, 0, Math.fround(1e-3)]);
  assert.deepEqual(table.ids, ["row-0001", "row-0002"]);
});

for (
  const [what, text, message] of [
    ["no label column", "a,b\n1,2\n", /to have the column Emotion/],
    ["no rows", "Emotion,a\n", /to have rows/],
    ["nothing at all", "", /to have the column Emotion/],
    ["a word for a number", "Emotion,a\nangry,x\n", /line 2 .* a number in a, but found "x"/],
    ["an empty cell", "Emotion,a\nangry,1\nangry,\n", /line 3 .* a number in a, but found ""/],
    ["a short row", "Emotion,a,b\nangry,1\n", /Could not read the table/],
  ] as const
) {
  Deno.test(`readFeatureTable refuses ${what}`, async () => {
    await assert.rejects(readText(text), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

realDataTest("readFeatureTable reads ANAD's 24 features of 1383 clips", "ANAD", async () => {
  const table = await readFeatureTable(join(realDataRoot, "ANAD", "ANAD_Normalized.csv"));
  assert.equal(table.columns.length, 24);
  assert.equal(table.values.length, 1383 * 24);
  assert(table.values.every((value) => value >= 0 && value <= 1));
});
