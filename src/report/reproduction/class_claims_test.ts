import assert from "node:assert/strict";
import type { Curves } from "../curves.ts";
import { classClaims } from "./class_claims.ts";

function curves(corpus: string, precisions: Record<string, number>, fields = {}): Curves {
  const perClass = Object.entries(precisions)
    .map(([name, averagePrecision]) => ({ name, averagePrecision }));
  const own = { corpus, model: "EmotionUnet", protocol: "paper", synthetic: false, ...fields };
  return { ...own, metrics: { perClass } } as unknown as Curves;
}

const holds = (found: Curves[], corpus: string) =>
  classClaims(found).find((claim) => claim.corpus === corpus)!;

Deno.test("the order by average precision is compared with what the paper says", () => {
  const turev = { angry: 0.8, calm: 0.7, happy: 0.8, sad: 0.9 };
  const claim = holds([curves("turev", turev)], "turev");
  assert.equal(claim.holds, true);
  assert.equal(claim.found, "sad 0.900, angry 0.800, happy 0.800, calm 0.700");
  assert.equal(holds([curves("turev", { ...turev, calm: 0.85 })], "turev").holds, false);
  const tess = { surprised: 0.9, fear: 0.99 };
  assert.equal(holds([curves("tess", tess)], "tess").holds, true);
  const banglaser = { neutral: 0.7, happy: 0.5, angry: 0.6 };
  assert.equal(holds([curves("banglaser", banglaser)], "banglaser").holds, true);
});

Deno.test("without the random split's curves a claim cannot be tested", () => {
  for (const fields of [{ protocol: "speaker" }, { synthetic: true }, { model: "Other" }]) {
    assert.equal(holds([curves("tess", { surprised: 0.1, sad: 0.9 }, fields)], "tess").holds, null);
  }
});
