import assert from "node:assert/strict";
import { studentInterval, wilsonInterval } from "../metrics/intervals.ts";
import {
  heldOutUnit,
  intervalFromValues,
  intervalNote,
  intervalOverClips,
  intervalOverUnits,
} from "./row_interval.ts";

const of = { metric: "accuracy" } as const;

Deno.test("seeds do not multiply the clips", () => {
  const alone = intervalFromValues({ ...of, values: [0.75], n: 400, protocol: "paper" })!;
  const often = intervalFromValues({
    ...of,
    values: [0.75, 0.75, 0.75],
    n: 400,
    protocol: "paper",
  })!;
  assert.deepEqual(often, alone);
  assert.deepEqual({ low: alone.low, high: alone.high }, wilsonInterval(300, 400));
  assert.equal(intervalNote(alone), "Wilson over 400 clips");
  // Other metrics are no shares of clips.
  const area = { metric: "aucProbability", n: 400, protocol: "paper" } as const;
  assert.equal(intervalFromValues({ ...area, values: [0.9] }), null);
  assert.equal(intervalFromValues({ ...area, values: [0.9, 0.91] })!.over, "seeds");
});

Deno.test("seeds that scatter more than clips would are what the interval is over", () => {
  const values = [0.6, 0.75, 0.9];
  const found = intervalFromValues({ ...of, values, n: 400, protocol: "paper" })!;
  const expected = studentInterval(values)!;
  assert.equal(intervalNote(found), "t over 3 seeds");
  assert.ok(Math.abs(found.low - expected.low) < 1e-12);
  assert.ok(expected.high > 1 && found.high === 1);
});

Deno.test("values by seed give no interval over speakers, and say so", () => {
  const found = intervalFromValues({ ...of, values: [0.5, 0.6], n: 1735, protocol: "speaker" })!;
  assert.deepEqual([found.over, found.count], ["seeds", 2]);
  assert.equal(intervalFromValues({ ...of, values: [0.5], n: 1735, protocol: "speaker" }), null);
  assert.deepEqual(
    (["speaker", "speakerFolds", "crossCorpus", "textFolds", "paper", "official"] as const)
      .map(heldOutUnit),
    ["speakers", "speakers", "speakers", "texts", "clips", "clips"],
  );
});

Deno.test("t over speakers lies about the mean it is of, and within shares", () => {
  assert.equal(intervalOverUnits([0.4], "speakers"), null);
  const { low, high } = intervalOverUnits([0.4, 0.5, 0.6], "speakers", 0.55)!;
  const expected = studentInterval([0.45, 0.55, 0.65])!;
  assert.ok(Math.abs(low - expected.low) < 1e-12 && Math.abs(high - expected.high) < 1e-12);
  assert.deepEqual(
    intervalOverUnits([0.2, 0.9], "speakers"),
    { low: 0, high: 1, over: "speakers", count: 2, method: "t" },
  );
  assert.equal(intervalOverClips(1, 20).high, 1);
});
