import assert from "node:assert/strict";
import { checkScores } from "./check_scores.ts";
import { entry } from "./testing/printed.ts";

const anad = {
  subject: "ANAD",
  source: "Table 3",
  tested: 345,
  accuracy: "99.71 %",
  classCounts: { angry: 741, happy: 505, surprised: 137 },
  classCountsAre: "drawn from",
} as const;

const verdicts = (input: Parameters<typeof entry<"scores">>[1]) =>
  checkScores(entry("scores", input)).map((
    { check, verdict },
  ) => [check.split(", ").at(-1), verdict]);

Deno.test("paper S's ANAD: no matrix has its AUC as a macro average, some has it weighted, which is a finding", () => {
  const found = checkScores(
    entry("scores", { ...anad, macroPrecision: "99.82 %", macroRecall: "99.04 %", auc: "99.68 %" }),
  );
  assert.deepEqual(found.map(({ verdict }) => verdict), [
    "consistent",
    "consistent",
    "finding",
  ]);
  assert.equal(
    found[2].check,
    "only one reading of the AUC fits, the AUC of hard labels weighted by class",
  );
  // One error, whose miss takes half of 99.04 % and whose alarm weighs least in the smallest class.
  assert.match(
    found[2].arithmetic,
    /^read as macro AUC of hard labels it cannot be: .*with 1 error macro AUC .* with the printed recall lies from/,
  );
  assert.match(
    found[2].arithmetic,
    / \/ read as AUC of hard labels weighted by class it fits: .*the matrix .*99\.6[89]\d %$/,
  );
});

Deno.test("scores that no matrix of the classes' counts has are refuted with their bounds", () => {
  const counts = { classCounts: { calm: 50, sad: 50 }, classCountsAre: "tested" } as const;
  const base = { subject: "two", source: "page 1", tested: 100, accuracy: "90 %", ...counts };
  // Both classes are equally many: macro recall is the accuracy.
  assert.deepEqual(verdicts({ ...base, macroRecall: "95 %" }), [
    ["the recall is a macro average", "consistent"],
    ["one confusion matrix has all scores", "inconsistent"],
  ]);
  assert.deepEqual(verdicts({ ...base, macroRecall: "90 %" })[0][1], "undetermined");
  assert.deepEqual(verdicts({ ...base, macroRecall: "90 %" })[1][1], "consistent");
  assert.deepEqual(verdicts({ ...base, macroPrecision: "99 %" })[0][1], "inconsistent");
});

Deno.test("an AUC that no reading has is inconsistent, one that all have is consistent", () => {
  const counts = { classCounts: { calm: 50, sad: 50 }, classCountsAre: "tested" } as const;
  const base = { subject: "two", source: "page 1", tested: 100, accuracy: "90 %", ...counts };
  // With two classes of equal size, the AUC of hard labels is the accuracy in both readings.
  const verdictOf = (auc: string) => checkScores(entry("scores", { ...base, auc })).at(-1)!.verdict;
  assert.equal(verdictOf("0.90"), "consistent");
  assert.equal(verdictOf("0.99"), "inconsistent");
});

Deno.test("an accuracy alone asks nothing more", () => {
  assert.deepEqual(verdicts(anad), []);
});

Deno.test("an impossible accuracy is checked with its neighbours, and says so", () => {
  const [, { arithmetic }] = checkScores(entry("scores", {
    subject: "BanglaSER",
    source: "Table 3",
    tested: 366,
    accuracy: "59.55 %",
    classCounts: { a: 366, b: 366 },
    classCountsAre: "at most",
    macroRecall: "61.17 %",
  }));
  assert.match(
    arithmetic,
    /^no whole number of hits gives 59\.55 %; hits: 217 or 218; .*a 1 to 365/,
  );
});
