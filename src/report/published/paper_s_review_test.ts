import assert from "node:assert/strict";
import { paperSReview } from "./paper_s_review.ts";

Deno.test("the review's figures are fractions, each of one study, corpus and model", () => {
  const keys = paperSReview.map(({ model, corpus }) => `${model} ${corpus}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { value, model } of paperSReview) assert.ok(value > 0.5 && value < 1, model);
  const of = (corpus: string) => paperSReview.filter((row) => row.corpus === corpus).length;
  assert.deepEqual([of("EMO-DB"), of("IEMOCAP"), of("RAVDESS")], [7, 6, 3]);
});
