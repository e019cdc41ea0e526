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
