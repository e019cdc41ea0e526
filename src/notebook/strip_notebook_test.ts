import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { kernelName } from "./kernel_name.ts";
import { cellText, listNotebooks, notebookName, readNotebook } from "./notebook_file.ts";
import { stripNotebook } from "./strip_notebook.ts";
import { testNotebook } from "./testing/test_notebook.ts";

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
