import assert from "node:assert/strict";
import { exampleRow } from "./testing/example_row.ts";
import { summaryRowSchema } from "./summary.ts";
import { summaryRow } from "./summary_row.ts";

const { published: _published, mean: _mean, sd: _sd, ...results } = exampleRow();

Deno.test("summaryRow adds mean, spread and the published figure", () => {
  const row = summaryRow(results);
  assert.ok(Math.abs(row.mean - 0.88) < 1e-12);
  assert.ok(Math.abs(row.sd! - 0.01) < 1e-12);
  assert.equal(row.published, 0.7782);
  assert.ok(summaryRowSchema.safeParse(row).success);
});

Deno.test("summaryRow publishes nothing for synthetic data and claims no spread of one seed", () => {
  const row = summaryRow({ ...results, synthetic: true, seeds: [0], values: [1] });
  assert.equal(row.published, null);
  assert.equal(row.sd, null);
});
