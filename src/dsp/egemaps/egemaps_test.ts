import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "../../base/json.ts";
import { sha256 } from "../../base/files.ts";
import { createEgemaps, createEgemapsContours, EGEMAPS_VALUES } from "./egemaps.ts";
import { egemapsTable } from "./feature_table.ts";
import { egemapsSignals, stepsOf } from "./testing/egemaps_signals.ts";

/** openSMILE's values, made by bench/parity/egemaps.py. */
const fixture = await readJson(
  new URL("./egemaps_fixture.json", import.meta.url).pathname,
  z.object({
    names: z.array(z.string()).length(EGEMAPS_VALUES),
    contours: z.record(z.string(), z.array(z.number())),
    signals: z.array(z.object({
      name: z.string(),
      sampleRateHz: z.int(),
      sha256: z.string(),
      values: z.array(z.number()).length(EGEMAPS_VALUES),
    })),
  }),
);

const signals = egemapsSignals();

/** What a value of this name is about: the median of its magnitudes. */
function usual(column: number): number {
  const magnitudes = fixture.signals.map(({ values }) => Math.abs(values[column])).sort((a, b) =>
    a - b
  );
  return magnitudes[magnitudes.length >> 1];
}

Deno.test("the 88 values are openSMILE's, by name and within 1e-4", () => {
  assert.deepEqual(egemapsTable.map(({ name }) => name), fixture.names);
  assert.equal(signals.length, fixture.signals.length);
  for (const [i, signal] of signals.entries()) {
    const { name, sampleRateHz, values } = fixture.signals[i];
    assert.deepEqual([signal.name, signal.sampleRateHz], [name, sampleRateHz]);
    assert.equal(sha256(new Uint8Array(stepsOf(signal).buffer)), fixture.signals[i].sha256, name);
    const ours = createEgemaps(sampleRateHz)(signal.samples);
    for (const [column, value] of values.entries()) {
      const most = 1e-4 * Math.max(Math.abs(value), 0.1 * usual(column)) + 1e-9;
      assert.ok(
        Math.abs(ours[column] - value) <= most,
        `${fixture.names[column]} of ${name}: ${ours[column]} instead of ${value}`,
      );
    }
  }
});

Deno.test("contours are openSMILE's frame by frame", () => {
  const { shape, formants, f0, periods, harmonics } = createEgemapsContours(16_000)(
    signals[0].samples,
  );
  const ours: Record<string, Float32Array> = {
    f0,
    loudness: shape.loudness,
    jitter: periods.jitter,
    shimmerDb: periods.shimmerDb,
    noiseRatio: harmonics.noiseRatio,
    h1MinusA3: harmonics.h1MinusA3,
    firstFormant: formants.frequency[0],
    thirdBandwidth: formants.bandwidth[2],
  };
  assert.deepEqual(Object.keys(ours), Object.keys(fixture.contours));
  for (const [name, theirs] of Object.entries(fixture.contours)) {
    const isOfVoice = /Formant|Bandwidth/.test(name);
    for (const [frame, value] of theirs.entries()) {
      // Formants are measured where there is a voice, openSMILE measures them everywhere.
      if (frame >= f0.length || (isOfVoice && f0[frame] === 0)) continue;
      const most = 1e-5 * Math.max(1, Math.abs(value));
      assert.ok(
        Math.abs(ours[name][frame] - value) <= most,
        `${name} of frame ${frame}: ${ours[name][frame]} instead of ${value}`,
      );
    }
  }
});

Deno.test("a clip shorter than a frame is one that ends in silence", () => {
  const short = signals.at(-1)!.samples.subarray(0, 700);
  const padded = new Float32Array(960);
  padded.set(short);
  const egemaps = createEgemaps(16_000);
  assert.deepEqual(egemaps(short), egemaps(padded));
  assert.ok(egemaps(new Float32Array(0)).every(Number.isFinite));
});

Deno.test("the order of clips does not matter", () => {
  const egemaps = createEgemaps(16_000);
  const [first, second] = signals;
  const alone = egemaps(first.samples);
  egemaps(second.samples);
  assert.deepEqual(egemaps(first.samples), alone);
});
