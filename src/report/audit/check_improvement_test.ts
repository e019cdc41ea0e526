import assert from "node:assert/strict";
import { checkImprovement } from "./check_improvement.ts";
import { entry } from "./testing/printed.ts";

const check = (value: string, earlier: string, tested: number) =>
  checkImprovement(entry("improvements", {
    ...{ subject: "better", source: "Table 4", value, earlier, tested },
  }));

Deno.test("a gain within the interval may be chance, a loss is none", () => {
  assert.equal(check("59.55 %", "59.00 %", 366).verdict, "cannot be told");
  assert.match(check("59.55 %", "59.00 %", 366).arithmetic, /= 0\.55 points; on 366 tested/);
  assert.equal(check("98.90 %", "91.00 %", 549).verdict, "consistent");
  assert.equal(check("77.82 %", "79.00 %", 433).verdict, "inconsistent");
  assert.match(check("77.82 %", "79.00 %", 433).arithmetic, /−1\.18 points/);
});
