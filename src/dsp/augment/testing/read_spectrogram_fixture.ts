/** The reference values for augmented spectrograms, checked. */
import { z } from "zod";
import { readJson } from "../../../base/json.ts";

const schema = z.object({
  frames: z.int(),
  bins: z.int(),
  values: z.string(),
  framePositions: z.string(),
  binPositions: z.string(),
  read: z.string(),
  warps: z.array(z.object({
    axis: z.string(),
    factor: z.number(),
    frequencies: z.array(z.number()),
    positions: z.array(z.number()),
  })),
});

/** Reads spectrogram_fixture.json. */
export function readSpectrogramFixture(): Promise<z.infer<typeof schema>> {
  return readJson(new URL("../spectrogram_fixture.json", import.meta.url).pathname, schema);
}
