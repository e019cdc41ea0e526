import assert from "node:assert/strict";
import type { Curves } from "../curves.ts";
import { classRates } from "./class_rates.ts";

const run = (fields = {}) =>
  ({
    ...{ corpus: "fer2013", model: "MobileNet", protocol: "official", synthetic: false },
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
