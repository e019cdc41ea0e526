import assert from "node:assert/strict";
import type { Contender } from "./contender.ts";
import { observeOthers } from "./others_share.ts";

/** Keeps this thread busy, which takes processor time. */
function work() {
  const until = performance.now() + 300;
  while (performance.now() < until);
  return Promise.resolve("done");
}

Deno.test("observeOthers counts what contenders did not take as others'", async () => {
  const started = performance.now();
  const idle = { usage: () => Promise.resolve({ cpuS: 0, peakMemoryBytes: 1 }) } as Contender;
  const busy = {
    // Says that it took all processors all the time.
    usage: () =>
      Promise.resolve({
        cpuS: (performance.now() - started) / 1000 * navigator.hardwareConcurrency,
        peakMemoryBytes: 1,
      }),
  } as Contender;
  const observedIdle = await observeOthers([idle], work);
  assert.equal(observedIdle.result, "done");
  if (observedIdle.othersShare === null) return;
  assert.ok(observedIdle.othersShare > 0.5 / navigator.hardwareConcurrency);
  const observedBusy = await observeOthers([busy], work);
  assert.ok(observedBusy.othersShare! < 0.1);
});
