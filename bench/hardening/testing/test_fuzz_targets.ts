/** One test a reader, in which it is given some hundred damaged inputs. */
import assert from "node:assert/strict";
import { fuzzReader } from "../fuzz_reader.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";

/** `modules` are those that the targets come from, if not bench/hardening/fuzz_targets.ts. */
export function testFuzzTargets(
  targets: readonly FuzzTarget[],
  modules: readonly string[] = [],
): void {
  for (const { name, weight, isRight } of targets) {
    const what = isRight
      ? "inputs are all read as they are meant"
      : "damaged inputs are refused by a sentence";
    Deno.test(`${name}: ${what}, none crashes or hangs`, async () => {
      const inputs = Math.min(400, 150 + 4 * weight);
      const result = await fuzzReader({ reader: name, modules, inputs, seed: 1, seconds: 120 });
      assert.deepEqual(result.faults, []);
      assert.deepEqual([result.crashes, result.hangs], [[], []]);
      assert.equal(result.inputs, inputs);
      assert.equal(result.accepted + result.refused, inputs);
      if (isRight) return assert.equal(result.refused, 0);
      // Inputs that are all refused, or all taken, would try little.
      assert.ok(
        result.refused > 0 && result.accepted > 0,
        `${result.refused} of ${inputs} refused`,
      );
    });
  }
}
