import assert from "node:assert/strict";
import { exampleRow } from "../testing/example_row.ts";
import { seenBeforeNotes } from "./headline.ts";

const lda = {
  ...{ corpus: "tess", model: "LDA, functionals", mean: 0.918 },
  protocol: "speaker",
  metric: "accuracy",
} as const;

Deno.test("figures whose method was settled in their view say so", () => {
  const [note, ...others] = seenBeforeNotes([
    exampleRow({ ...lda, knowledge: "unlabelled" }),
    exampleRow({ ...lda, knowledge: "labelled", mean: 0.919 }),
  ]);
  assert.deepEqual(others, []);
  assert.match(
    note,
    /^Not blind, on TESS: .*unlabelled clips: 91\.80 %; .*labelled clips: 91\.90 %/,
  );
});

Deno.test("what was chosen on inner speakers, or with nothing known, is not named", () => {
  const rows = [
    exampleRow({ ...lda, knowledge: "nothing" }),
    exampleRow({ ...lda, corpus: "turev", knowledge: "unlabelled" }),
    exampleRow({ ...lda, model: "CnnBiLstm", knowledge: "unlabelled" }),
  ];
  assert.deepEqual(seenBeforeNotes(rows), []);
});
