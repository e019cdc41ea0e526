import assert from "node:assert/strict";
import { checkRatePairs } from "./check_rate_pairs.ts";
import { twoClasses } from "./testing/two_classes.ts";

Deno.test("both pairs of each class are added up", () => {
  const fits = checkRatePairs(twoClasses());
  assert.deepEqual(fits.map(({ verdict }) => verdict), new Array(4).fill("consistent"));
  const found = checkRatePairs(
    twoClasses({ truePositive: "84.76 %", falseNegative: "12.24 %" }, { trueNegative: "89.99 %" }),
  );
  assert.deepEqual(found.map(({ verdict }) => verdict), [
    "inconsistent",
    "consistent",
    "consistent",
    "consistent",
  ]);
  assert.equal(found[0].arithmetic, "84.76 % + 12.24 % = 97.000 %");
});
