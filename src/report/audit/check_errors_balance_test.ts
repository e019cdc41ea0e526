import assert from "node:assert/strict";
import fc from "fast-check";
import { checkErrorsBalance } from "./check_errors_balance.ts";
import { auditTableSchema } from "./audit_table.ts";
import { marginsOf, someConfusion } from "./testing/some_confusion.ts";
import { twoClasses } from "./testing/two_classes.ts";

Deno.test("rates of one matrix balance; others do not", () => {
  const fits = checkErrorsBalance(twoClasses());
  assert.deepEqual(fits.map(({ verdict }) => verdict), ["consistent", "consistent"]);
  const [stated] = checkErrorsBalance(twoClasses({ falsePositive: "2 %" }));
  assert.equal(stated.verdict, "inconsistent");
  // 0.6 * 10 % + 0.4 * 20 % and 0.4 * 2 % + 0.6 * 10 %
  assert.match(stated.arithmetic, /14\.000 % are misses.*6\.800 % are false alarms$/);
  // Half the clips missed and none called wrongly: impossible for any mixture.
  const never = checkErrorsBalance(
    twoClasses({ falseNegative: "50 %", falsePositive: "0 %" }, {
      falseNegative: "50 %",
      falsePositive: "0 %",
    }),
  );
  assert.equal(never[1].verdict, "inconsistent");
});

Deno.test("every confusion matrix's rates are found consistent", () => {
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  fc.assert(fc.property(someConfusion, (confusion) => {
    const { hits, misses, alarms } = marginsOf(confusion);
    const clips = hits.map((hit, at) => hit + misses[at]);
    const tested = clips.reduce((total, count) => total + count, 0);
    if (clips.some((count) => count === 0)) return;
    const classes = clips.map((count, at) => ({
      ...{ name: `class ${at}`, source: "table", share: percent(count / tested) },
      truePositive: percent(hits[at] / count),
      falseNegative: percent(misses[at] / count),
      falsePositive: percent(alarms[at] / (tested - count)),
      trueNegative: percent(1 - alarms[at] / (tested - count)),
    }));
    const { classTables: [table] } = auditTableSchema.parse({
      title: "test",
      classTables: [{ subject: "all", accuracy: { source: "text", value: "50 %" }, classes }],
    });
    for (const { verdict, check } of checkErrorsBalance(table)) {
      assert.equal(verdict, "consistent", check);
    }
  }));
});
