import assert from "node:assert/strict";
import type { Audio } from "../data/audio/audio_format.ts";
import { predictRecording, type SoundPrediction, type SoundPredictor } from "./predict.ts";

const RATE = 16_000;

/** Says "loud" the more the larger the samples are; what is silent is warned of. */
function listener(asked: number[]): Pick<SoundPredictor, "predict" | "predictEach"> {
  const say = ({ samples, durationS }: Audio): SoundPrediction => {
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    asked.push(durationS);
    return {
      ...{ predicted: peak > 0.5 ? "loud" : "soft", unsure: false, durationS, usedS: durationS },
      ...{ probabilities: { loud: peak, soft: 1 - peak }, knowledge: "nothing", clips: null },
      warnings: peak ? [] : [{ kind: "silence", message: "it is silent" }],
    };
  };
  return {
    predict: (audio) => Promise.resolve(say(audio)),
    predictEach: (sounds) => Promise.resolve(sounds.map(say)),
  };
}

function recording(durationS: number, parts: [number, number, number][]): Audio {
  const samples = new Float32Array(durationS * RATE);
  for (const [startS, endS, peak] of parts) {
    for (let at = startS * RATE; at < endS * RATE; at++) {
      samples[at] = peak * Math.sin(2 * Math.PI * 200 * at / RATE + 0.5);
    }
  }
  return { samples, sampleRateHz: RATE, channels: 1, durationS };
}

const range = { low: 1, middle: 2, high: 3 };
const input = { measures: { durationS: range } } as never;
const run = { folder: "runs/made", input };

Deno.test("a recording of usual length is asked about as a whole", async () => {
  const asked: number[] = [];
  const audio = recording(6, [[1, 5, 0.8]]);
  const { segments } = await predictRecording(listener(asked), audio, run);
  assert.deepEqual([segments, asked], [undefined, [6]]);
});

Deno.test("a long recording is cut where somebody speaks, and summed up by duration", async () => {
  const audio = recording(20, [[2, 3, 0.9], [10, 12, 0.3]]);
  const { segments, probabilities, predicted, unsure } = await predictRecording(
    listener([]),
    audio,
    run,
  );
  assert.equal(segments!.length, 2);
  assert.deepEqual(segments!.map((one) => one.predicted), ["loud", "soft"]);
  const [first, second] = segments!.map(({ startS, endS }) => endS - startS);
  assert.ok(Math.abs(first - 1.2) < 0.1 && Math.abs(second - 2.2) < 0.1);
  const loud = (first * 0.9 + second * 0.3) / (first + second);
  assert.ok(Math.abs(probabilities.loud - loud) < 1e-3);
  assert.deepEqual([predicted, unsure], [loud > 0.5 ? "loud" : "soft", false]);
});

Deno.test("fixed windows; silent ones do not count", async () => {
  const audio = recording(6, [[0, 2, 0.9]]);
  const { segments, probabilities } = await predictRecording(
    listener([]),
    audio,
    run,
    { windowS: 2 },
  );
  assert.deepEqual(segments!.map(({ startS, endS }) => [startS, endS]), [[0, 2], [2, 4], [4, 6]]);
  assert.ok(Math.abs(probabilities.loud - 0.9) < 1e-3);
  await assert.rejects(
    predictRecording(listener([]), audio, run, { windowS: 0 }),
    /UserError: Expected the window to be above 0 s/,
  );
});

Deno.test("a long recording without a voice is unsure and says so", async () => {
  const silent = await predictRecording(listener([]), recording(20, []), run);
  assert.deepEqual([silent.unsure, silent.warnings.map(({ kind }) => kind)], [true, ["silence"]]);
  const click = await predictRecording(listener([]), recording(20, [[3, 3.05, 0.9]]), run);
  assert.equal(click.unsure, true);
  assert.match(click.warnings[0].message, /no voice is found/);
});
