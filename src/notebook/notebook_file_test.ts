import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import {
  cellText,
  listNotebooks,
  notebookName,
  readNotebook,
  writeNotebook,
} from "./notebook_file.ts";
import { testNotebook } from "./testing/test_notebook.ts";

Deno.test("a notebook is read as it was written, unknown fields and their order included", async () => {
  await withTemporaryFolder(async (folder) => {
    const notebook = { later: { version: 5 }, ...testNotebook("1 + 1") };
    await writeNotebook(join(folder, "b.ipynb"), notebook);
    await writeNotebook(join(folder, "a.ipynb"), notebook);
    await Deno.writeTextFile(join(folder, "c.txt"), "");
    const files = await listNotebooks(folder);
    assert.deepEqual(files.map(notebookName), ["a", "b"]);
    assert.equal(JSON.stringify(await readNotebook(files[1])), JSON.stringify(notebook));
  });
});

Deno.test("a cell's text is one piece, however it is kept", () => {
  assert.equal(cellText({ source: ["a;\n", "b;"] }), "a;\nb;");
  assert.equal(cellText({ source: "a;" }), "a;");
});

Deno.test("a malformed notebook is a user's mistake that names the field", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "old.ipynb");
    await Deno.writeTextFile(path, '{"cells": [], "metadata": {}, "nbformat": 3}');
    await assert.rejects(readNotebook(path), {
      name: "UserError",
      message: /old\.ipynb.*nbformat/,
    });
  });
});
