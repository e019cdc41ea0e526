import assert from "node:assert/strict";
import { interleave, rotated } from "./interleave.ts";

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
