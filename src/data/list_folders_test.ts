import assert from "node:assert/strict";
import { join } from "node:path";
import { listFolders, listFoldersLike } from "./list_folders.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

Deno.test("folders and links to them are listed by name; what else is there is passed over", () =>
  withTemporaryFolder(async (folder) => {
    for (const name of ["b", "a", ".hidden", "__MACOSX"]) await Deno.mkdir(join(folder, name));
    await Deno.symlink(join(folder, "a"), join(folder, "linked"));
    await Deno.symlink(join(folder, "gone"), join(folder, "broken"));
    await Deno.writeTextFile(join(folder, "file"), "");
    assert.deepEqual(await listFolders(folder), ["a", "b", "linked"]);
    assert.deepEqual(await listFoldersLike(folder, /^[bl]/), ["b", "linked"]);
    assert.deepEqual(await listFolders(join(folder, "missing")), []);
    assert.deepEqual(await listFolders(join(folder, "file")), []);
  }));
