import assert from "node:assert/strict";
import { literature, paperSReview } from "./literature.ts";
import { paperSTable3, paperSTable4 } from "./paper_s.ts";

Deno.test("literature: table 4's rows, feature-based ones on ANAD apart, and single networks on FER2013", () => {
  const of = (input: string) =>
    literature.filter((row) => row.input === input).map((row) => [row.corpus, row.value]);
  assert.deepEqual(of("audio"), [["banglaser", 0.59], ["tess", 0.91], ["anad", 0.9672]]);
  const faces = literature.filter(({ corpus }) => corpus === "fer2013");
  assert.deepEqual(faces.map(({ value }) => value), [0.65, 0.708, 0.7286, 0.7328, 0.7414]);
  assert.ok(faces.every(({ input, note }) => input === "images" && note));
  assert.deepEqual(of("features"), [["anad", 0.974], ["anad", 0.9552]]);
});

Deno.test("table 4 agrees with the literature's rows and with table 3", () => {
  for (const { study, corpus, value } of paperSTable4.rows) {
    const same = study === null
      ? paperSTable3.find((row) => row.corpus === corpus && row.metric === "accuracy")
      : literature.find((row) => row.corpus === corpus && row.model.startsWith(study));
    assert.equal(same?.value, value, study ?? corpus);
  }
});

Deno.test("the review's figures are fractions, each of one study, corpus and model", () => {
  const keys = paperSReview.map(({ model, corpus }) => `${model} ${corpus}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { value, model } of paperSReview) assert.ok(value > 0.5 && value < 1, model);
  const of = (corpus: string) => paperSReview.filter((row) => row.corpus === corpus).length;
  assert.deepEqual([of("EMO-DB"), of("IEMOCAP"), of("RAVDESS")], [7, 6, 3]);
});
