/** Out: the reference values for augmented waves, checked. */
import { z } from "zod";
import { readJson } from "../../../base/json.ts";

const schema = z.object({
  sampleRateHz: z.int(),
  samples: z.string(),
  response: z.string(),
  convolved: z.string(),
  inverse: z.string(),
  stretched: z.array(z.object({ rate: z.number(), samples: z.string() })),
  shifted: z.array(z.object({ semitones: z.number(), samples: z.string() })),
});

/** Reads wave_fixture.json. */
export function readWaveFixture(): Promise<z.infer<typeof schema>> {
  return readJson(new URL("../wave_fixture.json", import.meta.url).pathname, schema);
}
