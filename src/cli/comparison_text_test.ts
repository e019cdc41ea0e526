import assert from "node:assert/strict";
import type { RunComparison } from "../report/compare_runs.ts";
import { comparisonText } from "./comparison_text.ts";

const comparison: RunComparison = {
  ...{ count: 100, onlyFirst: 0, onlySecond: 0 },
  metrics: [
    { name: "accuracy", first: 0.9, second: 0.8, difference: -0.1 },
    { name: "aucHardLabel", first: null, second: 0.5, difference: null },
  ],
  accuracyDifference: { low: -0.15, high: 0.05 },
  accuracyDifferenceBySpeaker: null,
  ...{ bySpeaker: null, speakerDifference: null },
  mcnemar: { onlyFirst: 15, onlySecond: 5, exactP: 0.04139, statistic: 4, correctedP: 0.0441 },
};

Deno.test("metrics, interval and test stand there with what they mean", () => {
  const text = comparisonText(comparison);
  assert.match(text, /^100 test clips of both\n/);
  assert.match(text, /\naccuracy +0\.9000 +0\.8000 +−0\.1000\n/);
  assert.match(text, /\nAUC, from hard labels +- +0\.5000 +-\n/);
  assert.match(text, /95 % interval −0\.1500 to \+0\.0500 over clips\n/);
  assert.match(text, /15 clips only the first got right, 5 only the second; exact p = 0\.0414/);
  assert.match(text, /more than chance/);
});

Deno.test("left out clips and whole speakers are named, chance is called chance", () => {
  const text = comparisonText({
    ...comparison,
    ...{ onlyFirst: 3, onlySecond: 4 },
    accuracyDifferenceBySpeaker: { low: -0.2, high: 0.2 },
    mcnemar: { ...comparison.mcnemar, exactP: 0.5 },
  });
  assert.match(text, /; 3 clips of the first and 4 of the second are left out\n/);
  assert.match(text, /over clips, −0\.2000 to \+0\.2000 over whole speakers\n/);
  assert.match(text, /may be chance/);
});

Deno.test("speakers have a row each, and say whether others would show the difference", () => {
  const bySpeaker = [
    { speaker: "anna", n: 60, first: 0.9, second: 0.7 },
    { speaker: "bert", n: 40, first: 0.9, second: 0.95 },
  ];
  const speakerDifference = { mean: -0.075, count: 2, student: { low: -1.66, high: 1.51 } };
  const text = comparisonText({
    ...{ ...comparison, bySpeaker },
    speakerDifference: { ...speakerDifference, bootstrap: null },
  });
  assert.match(text, /\nbert +40 +0\.9000 +0\.9500 +\+0\.0500\n/);
  assert.match(
    text,
    /\nOver 2 speakers, each alike: −0\.0750, 95 % interval −1\.6600 to \+1\.5100 \(t\)\n/,
  );
  assert.match(text, /For other speakers the difference may be chance/);
  const sure = { ...speakerDifference, student: { low: -0.1, high: -0.05 }, bootstrap: null };
  assert.match(
    comparisonText({ ...comparison, bySpeaker, speakerDifference: sure }),
    /differ for speakers such as these/,
  );
});
