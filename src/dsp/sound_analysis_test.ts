import { deepEqual, equal, notDeepEqual, notEqual } from "node:assert/strict";
import { createFeatureExtractor } from "./feature_extractor.ts";
import { defaultFeatures, type FeatureConfig } from "./feature_config.ts";
import { createInputMeasures } from "./measure_input.ts";
import { createSoundAnalysis } from "./sound_analysis.ts";

const RATE_HZ = 44_100;

/** A gliding tone with an overtone. */
function glide(startHz: number): Float32Array {
  return Float32Array.from({ length: RATE_HZ }, (_, at) => {
    const cycles = (startHz * at) / RATE_HZ + 20 * (at / RATE_HZ) ** 2;
    return 0.3 * Math.sin(2 * Math.PI * cycles) + 0.1 * Math.sin(4 * Math.PI * cycles);
  });
}

const config: FeatureConfig = {
  ...{ ...defaultFeatures, fftSize: 512, hopSamples: 320, frames: 1, withPitch: true },
  functionals: "meanDeviationAndProsody",
};

Deno.test("remembered steps give the features and measures that lone ones give", () => {
  const shared = createSoundAnalysis({ remember: true });
  const extractor = createFeatureExtractor(config, shared);
  const measure = createInputMeasures(shared);
  for (const startHz of [120, 180, 240]) {
    const audio = { samples: glide(startHz), sampleRateHz: RATE_HZ };
    const measures = measure(audio);
    deepEqual(extractor.extract(audio), createFeatureExtractor(config).extract(audio));
    deepEqual(measures, createInputMeasures()(audio));
  }
});

Deno.test("a recording's step is taken once where results are remembered", () => {
  const { resample, pitchContour } = createSoundAnalysis({ remember: true });
  const audio = { samples: glide(150), sampleRateHz: RATE_HZ };
  const resampled = resample(audio, 16_000);
  equal(resample(audio, 16_000), resampled);
  notEqual(resample(audio, 8000).length, resampled.length);
  const contour = pitchContour(config)(resampled, 20);
  equal(pitchContour({ ...config, melBins: 30 })(resampled, 20), contour);
  equal(pitchContour(config)(resampled, 10).frames, 10);
});

Deno.test("samples may change from call to call where nothing is remembered", () => {
  const extractor = createFeatureExtractor(config);
  const measure = createInputMeasures();
  const samples = glide(150);
  const first = extractor.extract({ samples, sampleRateHz: RATE_HZ });
  const { peakDb } = measure({ samples, sampleRateHz: RATE_HZ });
  samples.set(glide(300).map((value) => value / 2));
  notDeepEqual(extractor.extract({ samples, sampleRateHz: RATE_HZ }), first);
  notEqual(measure({ samples, sampleRateHz: RATE_HZ }).peakDb, peakDb);
});
