import assert from "node:assert/strict";
import { didYouMean } from "./did_you_mean.ts";

const corpora = ["turev", "tess", "anad", "banglaser", "fer2013"];

for (
  const [what, word, names, expected] of [
    ["exchanged letters", "turve", corpora, "turev"],
    ["a letter too few", "bangaser", corpora, "banglaser"],
    ["a letter too many", "tesss", corpora, "tess"],
    ["another letter", "anat", corpora, "anad"],
    ["lower case", "residualcnn2d", ["residualCnn2d", "cnnBiLstm"], "residualCnn2d"],
    ["two at the same distance", "sad", ["sat", "sap", "glad"], "sat or sap"],
    ["the nearest only", "papr", ["paper", "papers"], "paper"],
    ["the same name twice", "tes", ["tess", "tess"], "tess"],
  ] as const
) {
  Deno.test(`${what}: ${word} suggests ${expected}`, () => {
    assert.equal(didYouMean(word, names), `; did you mean ${expected}?`);
  });
}

Deno.test("what is too far suggests nothing", () => {
  assert.equal(didYouMean("mine", corpora), "");
  assert.equal(didYouMean("", corpora), "");
  assert.equal(didYouMean("mine", ["engine"]), "");
  assert.equal(didYouMean("x", ["y"]), "");
  assert.equal(didYouMean("turev".repeat(100_000), corpora), "");
  assert.equal(didYouMean("turev", []), "");
});
