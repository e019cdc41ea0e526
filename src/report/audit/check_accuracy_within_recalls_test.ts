import assert from "node:assert/strict";
import { checkAccuracyWithinRecalls } from "./check_accuracy_within_recalls.ts";
import { twoClasses } from "./testing/two_classes.ts";

const verdicts = (...tables: Parameters<typeof twoClasses>) =>
  checkAccuracyWithinRecalls(twoClasses(...tables)).map(({ verdict }) => verdict);

Deno.test("an accuracy above every recall is impossible", () => {
  assert.deepEqual(verdicts(), ["consistent", "consistent"]);
  assert.deepEqual(verdicts({}, {}, "92.7 %"), ["inconsistent", "inconsistent"]);
  assert.deepEqual(verdicts({}, {}, "70 %"), ["inconsistent", "inconsistent"]);
});

Deno.test("a recall that is read from the false negatives may still allow it", () => {
  assert.deepEqual(verdicts({ falseNegative: "5 %" }, {}, "92.7 %"), [
    "inconsistent",
    "consistent",
  ]);
});
