/** librosa's values for one generated voice, made by bench/parity/speech_features.py. */
import { z } from "zod";
import { readJson } from "../../base/json.ts";
import type { FeatureConfig } from "../feature_config.ts";
import { decodeFloats } from "./decode_floats.ts";

const floats = z.string().transform(decodeFloats);
const mel = z.object({ weights: floats, decibels: floats });

/** See the script for what each part is. */
export const speechFixture = await readJson(
  new URL("../speech_features_fixture.json", import.meta.url).pathname,
  z.object({
    sampleRateHz: z.int(),
    fftSize: z.int(),
    hopSamples: z.int(),
    melBins: z.int(),
    coefficients: z.int(),
    floorDb: z.number(),
    samples: floats,
    preEmphasis: floats,
    mel: z.object({ slaney: mel, htk: mel }),
    mfcc: floats,
    pcen: floats,
    yin: z.object({
      frameSamples: z.int(),
      lowestHz: z.number(),
      highestHz: z.number(),
      pitchHz: floats,
    }),
    rms: floats,
  }),
);

/** The configuration of the fixture's spectra. */
export const speechFixtureFeatures: FeatureConfig = {
  sampleRateHz: speechFixture.sampleRateHz,
  fftSize: speechFixture.fftSize,
  hopSamples: speechFixture.hopSamples,
  window: "hann",
  centre: "reflect",
  scale: "log",
  floorDb: speechFixture.floorDb,
  frames: 64,
  alignment: "start",
  normalisation: "none",
};
