import assert from "node:assert/strict";
import { findPublishedFigure, publishedClassShares } from "./published_figure.ts";

const accuracy = { model: "EmotionUnet", metric: "accuracy" } as const;

Deno.test("findPublishedFigure gives paper S's table 3", () => {
  const found = ["turev", "anad", "banglaser", "tess"].map((corpus) =>
    findPublishedFigure({ ...accuracy, corpus })?.value
  );
  assert.deepEqual(found, [0.7782, 0.9971, 0.5955, 0.989]);
  assert.equal(
    findPublishedFigure({ ...accuracy, corpus: "turev", metric: "aucHardLabel" })?.source.place,
    "Table 3",
  );
});

Deno.test("findPublishedFigure gives paper F's accuracy", () => {
  const key = { corpus: "fer2013", model: "MobileNet", metric: "accuracy" } as const;
  assert.equal(findPublishedFigure(key)?.value, 0.927);
});

Deno.test("findPublishedFigure has nothing for what the papers did not measure", () => {
  assert.equal(findPublishedFigure({ ...accuracy, corpus: "turev", metric: "macroF1" }), null);
  assert.equal(findPublishedFigure({ ...accuracy, corpus: "turev", model: "other" }), null);
  assert.equal(findPublishedFigure({ ...accuracy, corpus: "synthetic" }), null);
});

Deno.test("paper F's shares are those of FER2013's classes and add up to about 1", () => {
  const { shares, source } = publishedClassShares("fer2013")!;
  assert.match(source, /^Aliyev and Güneş 2023/);
  assert.equal(Object.keys(shares).length, 7);
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  assert(Math.abs(sum - 1) < 0.01, String(sum));
  assert.equal(publishedClassShares("tess"), undefined);
});
