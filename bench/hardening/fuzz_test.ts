import assert from "node:assert/strict";
import { createRandom } from "../../src/base/random.ts";
import { fuzzTargets } from "./fuzz_targets.ts";
import { mutateBytes, mutateJson } from "./mutations.ts";
import { testFuzzTargets } from "./testing/test_fuzz_targets.ts";

testFuzzTargets(fuzzTargets);

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
