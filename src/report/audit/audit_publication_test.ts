import assert from "node:assert/strict";
import { auditPublication } from "./audit_publication.ts";
import { auditTableSchema } from "./audit_table.ts";
import exampleText from "./example_table.json" with { type: "text" };

// As the command does: one process cannot import a file in two ways.

const exampleTable = JSON.parse(exampleText);

Deno.test("the example has an entry of every kind, and its figures fit together", async () => {
  assert.deepEqual(Object.keys(exampleTable), Object.keys(auditTableSchema.shape));
  const audit = await auditPublication(auditTableSchema.parse(exampleTable), { quiet: true });
  assert.equal(audit.title, exampleTable.title);
  const wrong = audit.findings.filter(({ verdict }) => verdict === "inconsistent");
  assert.deepEqual(wrong, []);
  // What 80 clips leave open; what the split lets through.
  const open = audit.findings.filter(({ verdict }) => verdict === "undetermined");
  assert.deepEqual(open.map(({ subject }) => subject), [
    "better than the year before",
  ]);
  const found = audit.findings.filter(({ verdict }) => verdict === "finding");
  assert.deepEqual(found.map(({ check }) => check), [
    "the random split leaks: test clips have a speaker that was trained on",
  ]);
  for (const { arithmetic, source, check } of audit.findings) {
    assert.ok(/\d/.test(arithmetic) && source.length > 0, check);
  }
});

Deno.test("an aborted audit ends with the signal's reason", async () => {
  const table = auditTableSchema.parse(exampleTable);
  const signal = AbortSignal.abort(new Error("stopped"));
  await assert.rejects(auditPublication(table, { quiet: true, signal }), /stopped/);
});
