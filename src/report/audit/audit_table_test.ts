import assert from "node:assert/strict";
import { checkShape } from "../../base/json.ts";
import { auditTableSchema } from "./audit_table.ts";

const refused = (table: unknown, message: RegExp) =>
  assert.throws(() => checkShape(table, auditTableSchema, "table.json"), {
    name: "UserError",
    message,
  });

Deno.test("a table's mistake is named with its field", () => {
  const shares = [{ subject: "a", source: "b", shares: { calm: "12.3" } }];
  refused(
    { title: "x", shares },
    /^table\.json field shares\.0\.shares\.calm: Expected a share as/,
  );
  refused({ title: "x", total: [] }, /table\.json: .*total/);
  refused({ totals: [] }, /table\.json field title/);
  refused(
    { title: "x", totals: [{ subject: "a", source: "b", counts: { calm: 1.5 }, stated: 2 }] },
    /field totals\.0\.counts\.calm/,
  );
});

Deno.test("lists may be left out", () => {
  assert.deepEqual(auditTableSchema.parse({ title: "x" }).scores, []);
});
