import assert from "node:assert/strict";
import { exampleRow } from "../testing/example_row.ts";
import { auditPublication } from "./audit_publication.ts";
import { paperFAudit, paperSAudit } from "./paper_audits.ts";

Deno.test("paper S: what the audit finds inconsistent", async () => {
  // Without AUCs, which take a search of seconds, and the other readings of BanglaSER's accuracy.
  const table = paperSAudit();
  const scores = table.scores.map(({ auc: _, ...rest }) => rest);
  const { findings } = await auditPublication({ ...table, scores }, { quiet: true });
  const wrong = findings.filter(({ verdict }) => verdict === "inconsistent");
  assert.deepEqual(wrong.map(({ subject, check }) => `${subject}: ${check}`), [
    "TESS: parts add up to the set",
    "lowest accuracy (BanglaSER): a figure is the same in all places",
    "BanglaSER: a whole number of hits gives the accuracy",
    "ANAD: the citation is the data set's own publication",
  ]);
  assert.match(wrong[3].arithmetic, /^cited: Altamimi & Alayba, 2023, .*; its own: Klaylat et al/);
  const leaks = findings.filter(({ check }) => check.startsWith("the random split"));
  assert.deepEqual(new Set(leaks.map(({ verdict }) => verdict)), new Set(["finding"]));
  assert.match(wrong[0].arithmetic, /= 2199; stated: 2800/);
});

Deno.test("paper S: a measured gap stands beside the split it is of, of whole folds first", () => {
  const row = (protocol: "paper" | "speaker" | "speakerFolds", mean: number) =>
    exampleRow({ protocol, mean, values: [mean], seeds: [1], sd: null });
  const rows = [row("paper", 0.9), row("speaker", 0.3), row("speakerFolds", 0.4)];
  const splits = paperSAudit(rows).randomSplits;
  const [turev] = splits.filter(({ subject, what }) =>
    subject === "TurEV-DB" && what === "speaker"
  );
  assert.deepEqual(turev.measured, {
    random: 0.9,
    heldOut: 0.4,
    source: "results/summary.json, EmotionUnet, protocols paper and speakerFolds",
  });
  assert.equal(splits.filter(({ measured }) => measured).length, 1);
});

Deno.test("paper F: what the audit finds inconsistent", async () => {
  const { findings } = await auditPublication(paperFAudit(), { quiet: true });
  const wrong = findings.filter(({ verdict }) => verdict === "inconsistent");
  const pairs = wrong.filter(({ check }) => check.startsWith("the two rates"));
  // Of 14 pairs only disgust's and happy's true negative and false positive rates add up.
  assert.equal(pairs.length, 12);
  assert.ok(pairs.some(({ arithmetic }) => arithmetic === "84.76 % + 12.24 % = 97.000 %"));
  const others = wrong.filter((finding) => !pairs.includes(finding));
  assert.deepEqual(others.map(({ subject }) => subject), [
    "neutral's false positive rate",
    "seven classes",
    "seven classes",
    "seven classes",
    "highest true positive rates",
    "least frequent classes",
  ]);
  const shares = findings.find(({ subject }) => subject === "class shares")!;
  assert.equal(shares.verdict, "consistent");
});
