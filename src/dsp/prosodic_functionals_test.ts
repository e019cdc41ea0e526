import assert from "node:assert/strict";
import { PROSODIC_VALUES, prosodicFunctionals } from "./prosodic_functionals.ts";

/** Pitch, voicing and level of `count` frames. */
function clip(count: number, frame: (at: number) => [number, number, number]) {
  const values = Float32Array.from(Array.from({ length: count }, (_, at) => frame(at)).flat());
  return { values, frames: count, bins: 3, floor: 0 };
}

/** Named values of the whole clip, of rhythm and of the contour. */
function named(values: Float32Array) {
  const [
    mean,
    deviation,
    low,
    high,
    range,
    slope,
    step,
    voicing,
    ,
    ,
    share,
    voiced,
    jitter,
    shimmer,
  ] = values;
  const [frames, logFrames, stretches, meanStretch, longest, stressed] = values.subarray(42);
  return {
    ...{ mean, deviation, low, high, range, slope, step, voicing, share, voiced, jitter, shimmer },
    ...{ frames, logFrames, stretches, meanStretch, longest, stressed },
    contour: [...values.subarray(48, 60)],
    relative: [...values.subarray(60)],
  };
}

const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) < 1e-5, `${found}, not ${wanted}`);

Deno.test("a rising voice: what statistics, slope and contour say of a straight line", () => {
  const { values, bins } = prosodicFunctionals(clip(49, (at) => [7 + at / 48, 0.8, -20]));
  assert.equal(bins, PROSODIC_VALUES);
  assert.equal(values.length, PROSODIC_VALUES);
  const found = named(values);
  near(found.mean, 7.5);
  near(found.low, 7.1);
  near(found.high, 7.9);
  near(found.range, 0.8);
  // From -1 to 1 in time the pitch rises by one octave.
  near(found.slope, 0.5);
  near(found.step, 1 / 48);
  near(found.voicing, 0.8);
  assert.deepEqual([found.share, found.voiced, found.frames], [1, 49, 49]);
  near(found.jitter, 0);
  found.contour.slice(1).forEach((value, at) => assert.ok(value > found.contour[at]));
  found.relative.forEach((value, at) => near(value, found.contour[at] - 7.5));
});

Deno.test("silence at both ends counts for nothing, and pauses part voiced stretches", () => {
  const heard = (at: number): [number, number, number] =>
    at < 5 || at >= 35 ? [9, 0, -80] : at < 15 || at >= 20 ? [8, 0.9, -20] : [8, 0.1, -40];
  const found = named(prosodicFunctionals(clip(40, heard)).values);
  assert.equal(found.frames, 30);
  near(found.logFrames, Math.log(30));
  assert.deepEqual([found.stretches, found.meanStretch, found.longest], [2, 12.5, 15]);
  assert.equal(found.stressed, 25);
  near(found.share, 25 / 30);
  near(found.mean, 8);
});

Deno.test("a trembling voice has jitter and shimmer", () => {
  const found = named(
    prosodicFunctionals(clip(30, (at) => [8 + (at % 2) * 0.1, 0.9, -20 + (at % 2)])).values,
  );
  near(found.jitter, 0.2);
  near(found.shimmer, 2);
});

Deno.test("one frame and a voice without pitch give numbers", () => {
  for (const count of [1, 2, 3]) {
    const { values } = prosodicFunctionals(clip(count, () => [8, 0, -30]));
    assert.ok(values.every(Number.isFinite));
  }
});
