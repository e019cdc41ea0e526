import assert from "node:assert/strict";
import { eitherWay } from "./either_way.ts";
import { createRandom } from "./random.ts";

Deno.test("amounts fill the range to both sides; none is still drawn", () => {
  const random = createRandom(1);
  const amounts = Array.from({ length: 2000 }, () => eitherWay(random, 3)).sort((a, b) => a - b);
  assert.ok(amounts[0] >= -3 && amounts[0] < -2.95 && amounts[1999] > 2.95 && amounts[1999] <= 3);
  assert.ok(Math.abs(amounts[500] + 1.5) < 0.2 && Math.abs(amounts[1500] - 1.5) < 0.2);
  const [first, second] = [createRandom(2), createRandom(2)];
  assert.equal(Math.abs(eitherWay(first, 0)), 0);
  second.uniform();
  assert.equal(first.uniform(), second.uniform());
});
