import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { madeCorpus } from "../testing/made_corpus.ts";
import { validateOnTexts } from "./draw_validation.ts";

Deno.test("a clip of unknown text is a group of its own; a single text cannot be divided", () => {
  const { clips } = madeCorpus({ classes: 2, speakers: 1, texts: 1, takes: 10 });
  const unknown = clips.map((clip) => ({ ...clip, text: "" }));
  const { train, validation } = validateOnTexts(unknown, createRandom(1));
  assert.deepEqual([train.length, validation.length], [18, 2]);
  assert.throws(() => validateOnTexts(clips, createRandom(1)), {
    name: "UserError",
    message: "Expected two or more texts beside those that are tested, but found 1",
  });
});
