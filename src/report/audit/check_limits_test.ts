import assert from "node:assert/strict";
import { checkLimits } from "./check_limits.ts";

Deno.test("values outside and at a limit are named", () => {
  const check = (value: number) =>
    checkLimits({
      ...{ subject: "optimum", source: "Table 2" },
      values: { epochs: { value, low: 5, high: 100 }, batch: { value: 8, low: 1, high: 128 } },
    });
  assert.deepEqual([check(50).verdict, check(50).arithmetic], ["consistent", "all 2 inside"]);
  assert.equal(check(100).arithmetic, "all 2 inside; at a limit: epochs 100 (5 to 100)");
  assert.deepEqual(
    [check(101).verdict, check(101).arithmetic],
    ["inconsistent", "1 of 2 outside: epochs 101 (5 to 100)"],
  );
});
