import assert from "node:assert/strict";
import { checkAucAgainstRates } from "./check_auc_against_rates.ts";
import { twoClasses } from "./testing/two_classes.ts";

/** Through (0.2, 0.9) areas lie from 0.72 to 0.98, and a concave curve's from 0.85. */
const found = (auc: string) => checkAucAgainstRates(twoClasses({ auc }))[0];

Deno.test("an area that a curve through the point can have fits", () => {
  assert.equal(found("0.90").verdict, "consistent");
  assert.match(found("0.90").arithmetic, /from 0\.720 to 0\.980.*at least 0\.850: the area fits$/);
});

Deno.test("an area below the corner's, or outside all, is told but not called inconsistent", () => {
  assert.equal(found("0.80").verdict, "cannot be told");
  assert.match(found("0.80").arithmetic, /curve with a dent/);
  for (const auc of ["0.60", "0.99"]) {
    assert.equal(found(auc).verdict, "cannot be told", auc);
    assert.match(found(auc).arithmetic, /impossible where decisions are a threshold/, auc);
  }
});

Deno.test("where a rate and its complement were printed apart, the widest bounds count", () => {
  // 92 % found, but 12 % missed: t is 0.88 to 0.92; 20 % wrongly called, but 76 % not: f 0.20 to 0.24.
  const [finding] = checkAucAgainstRates(twoClasses({
    ...{ truePositive: "92 %", falseNegative: "12 %", falsePositive: "20 %", trueNegative: "76 %" },
    auc: "0.90",
  }));
  // 0.88 (1 - 0.24), (1 + 0.88 - 0.24) / 2 and 1 - 0.20 (1 - 0.92).
  assert.match(finding.arithmetic, /from 0\.669 to 0\.984.*at least 0\.820/);
  const [swapped] = checkAucAgainstRates(twoClasses({
    ...{ truePositive: "88 %", falseNegative: "8 %", falsePositive: "24 %", trueNegative: "80 %" },
    auc: "0.90",
  }));
  assert.match(swapped.arithmetic, /from 0\.669 to 0\.984.*at least 0\.820/);
});

Deno.test("classes without an area are passed over", () => {
  assert.equal(checkAucAgainstRates(twoClasses()).length, 0);
});
