import assert from "node:assert/strict";
import { join } from "node:path";
import { dataRoots } from "./data_roots.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

Deno.test("dataRoots takes the folder it is given, alone", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.deepEqual(await dataRoots(folder), [folder]);
  });
});

Deno.test("dataRoots refuses a given folder that is missing or a file", async () => {
  await withTemporaryFolder(async (folder) => {
    const missing = join(folder, "missing");
    await assert.rejects(dataRoots(missing), /Expected --data to name a folder, but found none at/);
    await Deno.writeTextFile(missing, "");
    await assert.rejects(dataRoots(missing), /Expected --data to name a folder/);
  });
});
