import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { kernelName } from "./kernel.ts";
import {
  cellText,
  listNotebooks,
  notebookName,
  readNotebook,
  setParameters,
  stripNotebook,
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

const notebook = testNotebook('parameters: const corpusId = "turev";\nlet clips = 3;', "clips");

Deno.test("values go right after the parameters, and replace those from before", () => {
  const once = setParameters(notebook, { clips: 5, corpusId: 'a "b"' });
  assert.deepEqual(once.cells.map(cellText), [
    cellText(notebook.cells[0]),
    'let clips = 5;\nconst corpusId = "a \\"b\\"";',
    "clips",
  ]);
  assert.deepEqual(once.cells[1].metadata.tags, ["injected-parameters"]);
  const twice = setParameters(once, { clips: 6 });
  assert.deepEqual(twice.cells.map(cellText)[1], "let clips = 6;");
  assert.equal(twice.cells.length, 3);
});

Deno.test("no values leave the notebook as it is, whatever its cells", () => {
  const plain = testNotebook("1");
  assert.equal(setParameters(plain, {}), plain);
});

Deno.test("an unknown name, or a notebook without parameters, is a user's mistake", () => {
  assert.throws(() => setParameters(notebook, { corpus: 1 }), {
    name: "UserError",
    message:
      "Expected one of the parameters corpusId, clips, but found corpus; did you mean corpusId?",
  });
  assert.throws(() => setParameters(testNotebook("1"), { clips: 1 }), { name: "UserError" });
});

Deno.test("N02: a parameter is declared as its cell declares it: const, let or var", () => {
  const text =
    'const title = "a, b; c",\n  size = [1, 2];\nlet n: number = 1, m = f(2, 3);\nvar k = 1';
  const source = testNotebook(`parameters: ${text}\nn + m;`);
  const values = { n: 3, m: 4, k: 5, title: "x", size: [3] };
  const { cells } = setParameters(source, values);
  assert.equal(
    cellText(cells[1]),
    'let n = 3;\nlet m = 4;\nvar k = 5;\nconst title = "x";\nconst size = [3];',
  );
  assert.throws(
    () => setParameters(source, { f: 1 }),
    /one of the parameters title, size, n, m, k/,
  );
});

Deno.test("outputs and what changes from run to run go, text and tags stay", () => {
  const clean = testNotebook("parameters: const a = 1;", "a");
  const executed = {
    ...clean,
    cells: clean.cells.map((cell) => ({
      ...cell,
      metadata: { ...cell.metadata, execution: { "iopub.status.busy": "2026-01-01" } },
      execution_count: 7,
      outputs: [{ output_type: "stream", name: "stdout", text: "1" }],
    })),
    metadata: { language_info: { name: "typescript", version: "5.9" }, widgets: {} },
  };
  const stripped = stripNotebook(executed);
  assert.deepEqual(stripped.cells, clean.cells);
  assert.deepEqual(stripped.metadata, { language_info: { name: "typescript" } });
});

Deno.test("N01: slides, hidden inputs, titles and another language stay", () => {
  const clean = testNotebook("parameters: x = 1");
  const cellMetadata = {
    slideshow: { slide_type: "fragment" },
    jupyter: { source_hidden: true },
    tags: ["parameters"],
  };
  const metadata = {
    kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
    language_info: { name: "python", file_extension: ".py" },
    rise: { theme: "sky" },
    title: "Lecture 3",
  };
  const kept = { ...clean, cells: [{ ...clean.cells[0], metadata: cellMetadata }], metadata };
  const executed = {
    ...kept,
    cells: [{
      ...kept.cells[0],
      metadata: { ...cellMetadata, ExecuteTime: { start_time: "2026-01-01" }, execution: {} },
      execution_count: 3,
      outputs: [{ output_type: "stream", name: "stdout", text: ["1\n"] }],
    }],
    metadata: {
      ...metadata,
      language_info: { name: "python", version: "3.11.2", file_extension: ".py" },
      widgets: {},
    },
  };
  // The order of fields stays, too.
  assert.equal(JSON.stringify(stripNotebook(executed)), JSON.stringify(kept));
});

for (
  const path of await listNotebooks(fileURLToPath(new URL("../../notebooks", import.meta.url)))
) {
  Deno.test(`notebook ${notebookName(path)} is stripped, has parameters and Duygu's kernel`, async () => {
    const notebook = await readNotebook(path);
    const stripped = JSON.stringify(stripNotebook(notebook), null, 1) + "\n";
    assert.equal(await Deno.readTextFile(path), stripped, "run `deno task notebook --strip`");
    assert.ok(notebook.cells.some(({ metadata }) => metadata.tags?.includes("parameters")));
    assert.equal(notebook.metadata.kernelspec?.name, kernelName);
    assert.match(cellText(notebook.cells[0]), /^# /);
    assert.match(notebook.cells.map(cellText).join("\n"), /^## Exercises$/m);
  });
}
