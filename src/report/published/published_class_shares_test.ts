import assert from "node:assert/strict";
import { publishedClassShares } from "./published_class_shares.ts";

Deno.test("paper F's shares are those of FER2013's classes and add up to about 1", () => {
  const { shares, source } = publishedClassShares("fer2013")!;
  assert.match(source, /^Aliyev and Güneş 2023/);
  assert.equal(Object.keys(shares).length, 7);
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  assert(Math.abs(sum - 1) < 0.01, String(sum));
  assert.equal(publishedClassShares("tess"), undefined);
});
