import assert from "node:assert/strict";
import { createRandom } from "../../src/base/random.ts";
import { fuzzReader } from "./fuzz_reader.ts";
import { fuzzTargets } from "./fuzz_targets.ts";
import { mutateBytes } from "./inputs/mutate_bytes.ts";
import { mutateJson } from "./inputs/mutate_json.ts";

for (const { name, weight, isRight } of fuzzTargets) {
  const what = isRight
    ? "inputs are all read as they are meant"
    : "damaged inputs are refused by a sentence";
  Deno.test(`${name}: ${what}, none crashes or hangs`, async () => {
    const inputs = Math.min(400, 150 + 4 * weight);
    const result = await fuzzReader({ reader: name, inputs, seed: 1, seconds: 120 });
    assert.deepEqual(result.faults, []);
    assert.deepEqual([result.crashes, result.hangs], [[], []]);
    assert.equal(result.inputs, inputs);
    assert.equal(result.accepted + result.refused, inputs);
    if (isRight) return assert.equal(result.refused, 0);
    // Inputs that are all refused, or all taken, would try little.
    assert.ok(result.refused > 0 && result.accepted > 0, `${result.refused} of ${inputs} refused`);
  });
}

Deno.test("names of readers are unique", () => {
  assert.equal(new Set(fuzzTargets.map(({ name }) => name)).size, fuzzTargets.length);
});

Deno.test("mutations are fixed by the seed and differ from what they are made of", () => {
  const sound = new TextEncoder().encode("a sound file of some length");
  let changed = 0;
  for (let seed = 0; seed < 50; seed++) {
    const one = mutateBytes(sound, createRandom(seed));
    assert.deepEqual(mutateBytes(sound, createRandom(seed)), one);
    if (new TextDecoder().decode(one) !== "a sound file of some length") changed++;
  }
  assert.ok(changed > 45);
  assert.equal(new TextDecoder().decode(sound), "a sound file of some length");
  const texts = new Set(
    Array.from({ length: 50 }, (_, seed) => mutateJson({ a: [1, { b: "c" }] }, createRandom(seed))),
  );
  assert.ok(texts.size > 30);
});
