import assert from "node:assert/strict";
import { protocolTitle } from "./protocol_title.ts";

Deno.test("known protocols have words, others their name", () => {
  assert.equal(protocolTitle("speaker"), "unseen speakers");
  assert.equal(protocolTitle("my folds"), "my folds");
});

Deno.test("a random split is published for paper S's corpora alone", () => {
  assert.equal(protocolTitle("paper", "turev"), "random split, as published");
  for (const corpus of ["mine", "fer2013", "synthetic", "turev+tess", undefined]) {
    assert.equal(protocolTitle("paper", corpus), "random split");
  }
  assert.equal(protocolTitle("speaker", "turev"), "unseen speakers");
});
