/** Praat's values for one generated voice, made by bench/parity/praat_pitch.py. */
import { z } from "zod";
import { readJson } from "../../base/json.ts";
import { decodeFloats } from "./decode_floats.ts";

const floats = z.string().transform(decodeFloats);

/** See the script for what each part is. */
export const praatFixture = await readJson(
  new URL("../praat_pitch_fixture.json", import.meta.url).pathname,
  z.object({
    sampleRateHz: z.int(),
    lowestHz: z.number(),
    highestHz: z.number(),
    hopSamples: z.int(),
    firstCentre: z.int(),
    samples: floats,
    pitchHz: floats,
    strength: floats,
    harmonicFrameSamples: z.int(),
    harmonics: floats,
  }),
);
