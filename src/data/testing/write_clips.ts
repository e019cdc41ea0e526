/** In: paths. Out: small WAV files there, each with samples of its own. */
import { dirname, join } from "node:path";
import { encodeWav } from "../audio/encode_wav.ts";

/** A short tone whose pitch and length follow from `variant`: other variants, other bytes. */
export function toneWav(variant: number, sampleRateHz = 16_000): Uint8Array {
  const samples = new Float32Array(400 + (variant % 97));
  const cycles = 100 + variant;
  for (let i = 0; i < samples.length; i++) {
    samples[i] = 0.5 * Math.sin((2 * Math.PI * cycles * i) / sampleRateHz);
  }
  return encodeWav(samples, sampleRateHz);
}

/** Writes a different tone to each of `relativePaths` below `folder`. */
export async function writeClips(folder: string, relativePaths: string[]): Promise<void> {
  for (const [variant, relativePath] of relativePaths.entries()) {
    const path = join(folder, relativePath);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, toneWav(variant));
  }
}
