import assert from "node:assert/strict";
import { notebookFolder } from "./notebook_folder.ts";

// Within the kernel: execute_notebook_test.ts.
Deno.test("outside of the kernel there is no notebook's folder", () => {
  assert.throws(notebookFolder, { name: "UserError", message: /kernel "Duygu \(Deno\)"/ });
});
