import assert from "node:assert/strict";
import fc from "fast-check";
import { auditTableSchema, printedFigureSchema } from "./audit_table.ts";
import {
  checkAccuracy,
  checkAccuracyWithinRecalls,
  checkAucAgainstRates,
  checkErrorsBalance,
  checkImprovement,
  checkRatePairs,
  nearestHits,
  possibleHits,
} from "./check_rates.ts";
import { entry } from "./testing/printed.ts";
import { marginsOf, someConfusion } from "./testing/some_confusion.ts";
import { twoClasses } from "./testing/two_classes.ts";

const read = (text: string) => printedFigureSchema.parse(text);

Deno.test("paper S: 217 and 218 of 366 straddle 59.55 %, which no whole number gives", () => {
  const scores = entry("scores", {
    subject: "BanglaSER",
    source: "Table 3",
    tested: 366,
    accuracy: "59.55 %",
    classCounts: { a: 183, b: 183 },
    classCountsAre: "tested",
  });
  const { verdict, arithmetic } = checkAccuracy(scores);
  assert.equal(verdict, "inconsistent");
  assert.match(arithmetic, /217 \/ 366 = 59\.290 %; 218 \/ 366 = 59\.563 %$/);
  const cut = checkAccuracy({ ...scores, accuracy: read("56.55 %") });
  assert.equal(cut.verdict, "consistent");
  assert.equal(cut.arithmetic, "207 / 366 = 56.557 %, cut off: 56.55 %");
});

Deno.test("the hits behind a printed accuracy are always among the possible ones", () => {
  const part = fc.integer({ min: 1, max: 5000 }).chain((tested) =>
    fc.record({ tested: fc.constant(tested), hits: fc.integer({ min: 0, max: tested }) })
  );
  fc.assert(fc.property(part, ({ tested, hits }) => {
    const figure = read(`${(100 * hits / tested).toFixed(2)} %`);
    assert.ok(possibleHits(figure, tested).some((possible) => possible.hits === hits));
  }));
});

Deno.test("nearest hits lie on both sides, one where it is met", () => {
  assert.deepEqual(nearestHits(read("59.55 %"), 366), [217, 218]);
  assert.deepEqual(nearestHits(read("50 %"), 10), [5]);
  assert.deepEqual(nearestHits(read("100 %"), 10), [10]);
});

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
      name: `class ${at}`,
      source: "table",
      share: percent(count / tested),
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

/** Through (0.2, 0.9) areas lie from 0.72 to 0.98, and a concave curve's from 0.85. */
const found = (auc: string) => checkAucAgainstRates(twoClasses({ auc }))[0];

Deno.test("an area that a curve through the point can have fits", () => {
  assert.equal(found("0.90").verdict, "consistent");
  assert.match(found("0.90").arithmetic, /from 0\.720 to 0\.980.*at least 0\.850: the area fits$/);
});

Deno.test("an area below the corner's, or outside all, is reported but not called inconsistent", () => {
  assert.equal(found("0.80").verdict, "undetermined");
  assert.match(found("0.80").arithmetic, /curve with a dent/);
  for (const auc of ["0.60", "0.99"]) {
    assert.equal(found(auc).verdict, "undetermined", auc);
    assert.match(found(auc).arithmetic, /impossible where decisions are a threshold/, auc);
  }
});

Deno.test("where a rate and its complement were printed apart, the widest bounds count", () => {
  // 92 % found, but 12 % missed: t is 0.88 to 0.92; 20 % wrongly called, but 76 % not: f 0.20 to
  // 0.24.
  const [finding] = checkAucAgainstRates(twoClasses({
    truePositive: "92 %",
    falseNegative: "12 %",
    falsePositive: "20 %",
    trueNegative: "76 %",
    auc: "0.90",
  }));
  // 0.88 (1 - 0.24), (1 + 0.88 - 0.24) / 2 and 1 - 0.20 (1 - 0.92).
  assert.match(finding.arithmetic, /from 0\.669 to 0\.984.*at least 0\.820/);
  const [swapped] = checkAucAgainstRates(twoClasses({
    truePositive: "88 %",
    falseNegative: "8 %",
    falsePositive: "24 %",
    trueNegative: "80 %",
    auc: "0.90",
  }));
  assert.match(swapped.arithmetic, /from 0\.669 to 0\.984.*at least 0\.820/);
});

Deno.test("classes without an area are passed over", () => {
  assert.equal(checkAucAgainstRates(twoClasses()).length, 0);
});

const check = (value: string, earlier: string, tested: number) =>
  checkImprovement(
    entry("improvements", { subject: "better", source: "Table 4", value, earlier, tested }),
  );

Deno.test("a gain within the interval may be chance, a loss is none", () => {
  assert.equal(check("59.55 %", "59.00 %", 366).verdict, "undetermined");
  assert.match(check("59.55 %", "59.00 %", 366).arithmetic, /= 0\.55 points; on 366 tested/);
  assert.equal(check("98.90 %", "91.00 %", 549).verdict, "consistent");
  assert.equal(check("77.82 %", "79.00 %", 433).verdict, "inconsistent");
  assert.match(check("77.82 %", "79.00 %", 433).arithmetic, /−1\.18 points/);
});
