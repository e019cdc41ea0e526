import assert from "node:assert/strict";
import fc from "fast-check";
import type { Contender } from "./contender.ts";
import {
  gemmGflops,
  interleave,
  measureGemmPeak,
  observeOthers,
  parseBusyS,
  ratioSpread,
  rotated,
  summariseTimes,
  systemBusyS,
} from "./timing.ts";

const protocol = { rounds: 3, steps: 2, warmUpSteps: 1 };

Deno.test("interleave rotates the order, drops the warm-up, and keeps only one busy", async () => {
  const turns: string[] = [];
  let busy = 0;
  const runner = (name: string) => async (steps: number) => {
    turns.push(name);
    assert.equal(++busy, 1);
    await Promise.resolve();
    busy--;
    return Array.from({ length: steps }, (_, step) => step === 0 ? 1000 : turns.length);
  };
  const { rounds, failed } = await interleave({ a: runner("a"), b: runner("b") }, protocol);
  assert.equal(turns.join(""), "abbaabba");
  assert.deepEqual(failed, {});
  // The first round (turns 1 and 2) and each turn's first step (1000) do not count.
  assert.deepEqual(rounds, { a: [[4, 4], [5, 5], [8, 8]], b: [[3, 3], [6, 6], [7, 7]] });
});

Deno.test("interleave drops a runner that fails, without its earlier rounds", async () => {
  let turns = 0;
  let reported = 0;
  const { rounds, failed } = await interleave({
    sound: (steps) => Promise.resolve(Array(steps).fill(1)),
    broken: (steps) =>
      ++turns < 3 ? Promise.resolve(Array(steps).fill(1)) : Promise.reject(new Error("out")),
  }, { ...protocol, onTurn: (done) => reported = done });
  assert.deepEqual(failed, { broken: "out" });
  assert.deepEqual(Object.keys(rounds), ["sound"]);
  assert.equal(turns, 3);
  assert.equal(reported, 8);
});

Deno.test("rotated starts elsewhere and wraps around", () => {
  assert.deepEqual(rotated([1, 2, 3], 4), [2, 3, 1]);
  assert.deepEqual(rotated([], 4), []);
});

Deno.test("summariseTimes is ordered and stays within the data", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
    (times) => {
      const summary = summariseTimes(times);
      assert.ok(summary.minimumMs <= summary.lowerQuartileMs);
      assert.ok(summary.lowerQuartileMs <= summary.medianMs);
      assert.ok(summary.medianMs <= summary.upperQuartileMs);
      assert.ok(summary.upperQuartileMs <= Math.max(...times));
      assert.equal(summary.steps, times.length);
    },
  ));
});

Deno.test("ratioSpread cancels a slow spell that hits both alike", () => {
  assert.deepEqual(ratioSpread([10, 20, 10], [20, 40, 20]), {
    lowerQuartile: 0.5,
    upperQuartile: 0.5,
  });
  assert.throws(() => ratioSpread([1], [1, 2]), /found 1 and 2/);
});

Deno.test("gemmGflops: 1000³ multiply-adds in 10 ms are 200 GFLOP/s", () => {
  assert.equal(gemmGflops(1000, 10), 200);
});

Deno.test("measureGemmPeak takes the fastest product and passes over who cannot", async () => {
  const contender = (name: string, gemm: Contender["gemm"]) => ({ name, gemm } as Contender);
  const slow = contender("slow", () => Promise.resolve([50, 60]));
  const fast = contender("fast", () => Promise.resolve([90, 40]));
  const broken = contender("broken", () => Promise.reject(new Error("no bf16")));
  assert.deepEqual(await measureGemmPeak([slow, fast, broken], "float32"), {
    gflops: gemmGflops(2048, 40),
    by: "fast",
  });
  assert.equal(await measureGemmPeak([broken], "bfloat16"), undefined);
});

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

Deno.test("parseBusyS adds all but idle and waiting, and guest time only once", () => {
  const text = "cpu  100 20 30 9999 8888 4 5 6 70 80\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  assert.equal(parseBusyS(text), 1.65);
});

Deno.test("systemBusyS grows while this process works", async () => {
  const before = await systemBusyS();
  if (before === undefined) return;
  const until = performance.now() + 60;
  while (performance.now() < until);
  assert.ok((await systemBusyS())! > before);
});
