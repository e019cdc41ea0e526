import assert from "node:assert/strict";
import { exampleRow } from "../testing/example_row.ts";
import { auditPublication } from "./audit_publication.ts";
import { paperSAudit } from "./paper_s_audit.ts";

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
