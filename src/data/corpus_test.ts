import assert from "node:assert/strict";
import { dataHash } from "./corpus.ts";
import { madeCorpus } from "./made_inputs.ts";

const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 2, takes: 1 });
const changed = (change: object) => {
  const [first, ...rest] = corpus.clips;
  return dataHash({ clips: [{ ...first, ...change }, ...rest] });
};

Deno.test("dataHash does not depend on where the data lie nor on the order", () => {
  assert.equal(changed({ path: "/elsewhere.flac" }), dataHash(corpus));
  assert.equal(dataHash({ clips: corpus.clips.toReversed() }), dataHash(corpus));
});

for (const field of ["id", "label", "sha256"]) {
  Deno.test(`dataHash changes with the ${field} of a single clip`, () => {
    assert.notEqual(changed({ [field]: "other" }), dataHash(corpus));
  });
}
