import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withVariable } from "../base/testing/with_variable.ts";
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

Deno.test("without a folder given, $DUYGU_DATA names it; a missing one is told by that name", async () => {
  await withTemporaryFolder(async (folder) => {
    await withVariable("DUYGU_DATA", folder, async () => {
      assert.deepEqual(await dataRoots(), [folder]);
      assert.deepEqual(await dataRoots(tmpdir()), [tmpdir()], "what is given is stronger");
    });
    await withVariable("DUYGU_DATA", join(folder, "missing"), async () => {
      await assert.rejects(dataRoots(), /Expected \$DUYGU_DATA to name a folder/);
    });
  });
});

Deno.test("without either, ./data and ../shared/data are looked for, and need not be there", async () => {
  const roots = await withVariable("DUYGU_DATA", "", () => dataRoots());
  const project = fileURLToPath(new URL("../..", import.meta.url));
  for (const root of roots) {
    assert.ok([resolve("data"), join(project, "..", "shared", "data")].includes(root), root);
    assert.ok((await Deno.stat(root)).isDirectory);
  }
});
