import assert from "node:assert/strict";
import { anadInfo } from "../data/corpora/anad.ts";
import { banglaserInfo } from "../data/corpora/banglaser.ts";
import { tessInfo } from "../data/corpora/tess.ts";
import { turevInfo } from "../data/corpora/turev.ts";
import { emotionOfClass, emotionShares, strongestEmotion } from "./emotion.ts";

Deno.test("every class of the papers' corpora is an emotion", () => {
  for (const { classes } of [turevInfo, tessInfo, anadInfo, banglaserInfo]) {
    for (const name of classes) assert.ok(emotionOfClass(name), name);
  }
});

Deno.test("classes go by other names, and other classes are left out", () => {
  assert.equal(emotionOfClass("Surprised"), "surprise");
  assert.equal(emotionOfClass("toString"), undefined);
  assert.equal(emotionOfClass("bored"), undefined);
  assert.deepEqual(emotionShares({ surprised: 0.25, surprise: 0.25, bored: 0.5 }), {
    surprise: 0.5,
  });
  // What /api/music takes: no emotion at 0, none above 1.
  assert.deepEqual(emotionShares({ surprised: 0.5, surprise: 0.5 + 1e-12, sad: 0 }), {
    surprise: 1,
  });
});

Deno.test("the strongest emotion; of equal ones the first", () => {
  assert.equal(strongestEmotion({ sad: 0.2, calm: 0.7, happy: 0.1 }), "calm");
  assert.equal(strongestEmotion({ sad: 0.5, happy: 0.5 }), "happy");
});
