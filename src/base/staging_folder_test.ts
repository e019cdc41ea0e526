import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { withStagingFolder } from "./staging_folder.ts";

const namesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name);

Deno.test("what is moved out of a staging folder stays, all else is removed", async () => {
  await withTemporaryFolder(async (parent) => {
    const result = await withStagingFolder(parent, ".making-", async (folder) => {
      await Deno.writeTextFile(join(folder, "a"), "a");
      await Deno.rename(join(folder, "a"), join(parent, "kept"));
      await Deno.writeTextFile(join(folder, "b"), "b");
      return 7;
    });
    assert.equal(result, 7);
    assert.deepEqual(namesIn(parent), ["kept"]);
  });
});

Deno.test("a staging folder may itself be moved away, and a failure leaves nothing", async () => {
  await withTemporaryFolder(async (parent) => {
    await withStagingFolder(
      parent,
      ".making-",
      (folder) => Deno.rename(folder, join(parent, "made")),
    );
    const failing = withStagingFolder(parent, ".making-", () => Promise.reject(new Error("no")));
    await assert.rejects(failing, /no/);
    assert.deepEqual(namesIn(parent), ["made"]);
  });
});

Deno.test("leftovers of dead processes are removed, folders in use are not", async () => {
  await withTemporaryFolder(async (parent) => {
    await Deno.mkdir(join(parent, ".making-dead", "files"), { recursive: true });
    await Deno.mkdir(join(parent, "other-dead"));
    await withStagingFolder(parent, ".making-", async (first) => {
      await withStagingFolder(parent, ".making-", () => Promise.resolve());
      assert.deepEqual(namesIn(first), [], "it is still there");
      assert.ok(!namesIn(parent).includes(".making-dead"));
    });
    assert.deepEqual(namesIn(parent), ["other-dead"]);
  });
});
