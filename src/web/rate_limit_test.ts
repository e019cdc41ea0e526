import assert from "node:assert/strict";
import { createRateLimit } from "./rate_limit.ts";

Deno.test("a burst passes, then as many a minute as are allowed, for each address apart", () => {
  let timeMs = 0;
  const limit = createRateLimit({ perMinute: 60, burst: 3, now: () => timeMs });
  assert.deepEqual([1, 2, 3].map(() => limit.take("a")), [0, 0, 0]);
  assert.ok(Math.abs(limit.take("a") - 1) < 1e-9);
  assert.equal(limit.take("b"), 0);
  timeMs = 750;
  assert.ok(Math.abs(limit.take("a") - 0.25) < 1e-9);
  timeMs = 1001;
  assert.equal(limit.take("a"), 0);
  assert.ok(limit.take("a") > 0.9);
  // A long rest saves up no more than the burst.
  timeMs = 1e9;
  assert.deepEqual([1, 2, 3].map(() => limit.take("a")), [0, 0, 0]);
  assert.ok(limit.take("a") > 0);
});

Deno.test("addresses seen longest ago are forgotten", () => {
  const limit = createRateLimit({ perMinute: 1, burst: 1, now: () => 0 });
  limit.take("first");
  for (let i = 0; i < 9_999; i++) limit.take(`address ${i}`);
  assert.ok(limit.take("first") > 0);
  for (let i = 0; i < 10_000; i++) limit.take(`other ${i}`);
  assert.equal(limit.take("first"), 0);
});
