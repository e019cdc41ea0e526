import assert from "node:assert/strict";
import type { Curves } from "../curves.ts";
import { classClaims, classRates } from "./class_claims.ts";

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

const run = (fields = {}) =>
  ({
    corpus: "fer2013",
    model: "MobileNet",
    protocol: "official",
    synthetic: false,
    classes: ["angry", "happy", "sad"],
    metrics: { confusion: [[8, 2, 0], [1, 17, 2], [3, 2, 5]] },
    ...fields,
  }) as unknown as Curves;

Deno.test("a class's rates are of its own clips and of all others", () => {
  const [angry, , , happy, , sad] = classRates([run()]);
  assert.deepEqual([angry.name, happy.name, sad.name], ["angry", "happy", "sad"]);
  assert.equal(angry.place, "Table 3, page 222");
  assert.deepEqual(angry.published, {
    truePositive: 0.8476,
    trueNegative: 0.9638,
    falsePositive: 0.0270,
    falseNegative: 0.1224,
  });
  const rounded = (rates: typeof angry.ours) =>
    Object.values(rates!).map((value) => Number(value.toFixed(6)));
  assert.deepEqual(rounded(angry.ours), [0.8, 0.866667, 0.133333, 0.2]);
  assert.deepEqual(rounded(happy.ours), [0.85, 0.8, 0.2, 0.15]);
  assert.deepEqual(rounded(sad.ours), [0.5, 0.933333, 0.066667, 0.5]);
});

Deno.test("another network, other data or a class without clips has none", () => {
  const others = [{ model: "CompactResNet" }, { synthetic: true }, { protocol: "paper" }];
  for (const fields of others) {
    assert.ok(classRates([run(fields)]).every(({ ours }) => ours === null));
  }
  assert.equal(classRates([run()]).find(({ name }) => name === "fear")!.ours, null);
  const empty = run({ metrics: { confusion: [[0, 0, 0], [0, 1, 0], [0, 0, 1]] } });
  assert.equal(classRates([empty])[0].ours, null);
});
