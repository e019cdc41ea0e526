import assert from "node:assert/strict";
import fc from "fast-check";
import { percentileRanks } from "./percentile_ranks.ts";

Deno.test("ranks are the share below plus half of the equal ones", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }), (values) => {
    const counted = values.map((value) => {
      const below = values.filter((other) => other < value).length;
      const equal = values.filter((other) => other === value).length;
      return (below + equal / 2) / values.length;
    });
    for (const [at, rank] of percentileRanks(values).entries()) {
      assert.ok(Math.abs(rank - counted[at]) < 1e-12);
    }
  }));
});

Deno.test("no values, no ranks", () => assert.deepEqual(percentileRanks([]), []));
