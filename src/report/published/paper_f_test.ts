import assert from "node:assert/strict";
import { paperFAccuracy, paperFClasses } from "./paper_f.ts";

Deno.test("paper F: seven classes, shares of a whole, rates and areas as fractions", () => {
  assert.equal(paperFClasses.length, 7);
  const shares = paperFClasses.reduce((total, { share }) => total + share, 0);
  assert.ok(Math.abs(shares - 1) < 1e-9, `shares add up to ${shares}`);
  for (
    const { name, truePositive, trueNegative, falsePositive, falseNegative, auc } of paperFClasses
  ) {
    assert.ok(truePositive > 0.8 && truePositive < 0.9, name);
    assert.ok(trueNegative > 0.95 && trueNegative < 1, name);
    assert.ok(Math.abs(truePositive + falseNegative - 1) < 0.05, name);
    assert.ok(Math.abs(trueNegative + falsePositive - 1) < 0.05, name);
    assert.ok(auc >= 0.84 && auc <= 0.97, name);
  }
});

Deno.test("paper F: no class's recall reaches the published accuracy", () => {
  assert.ok(Math.max(...paperFClasses.map((row) => row.truePositive)) < paperFAccuracy.value);
});
