/** In: samples. Out: a player below the running cell. */
import { escapeHtml } from "../base/text.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { displayBundle } from "./display_bundle.ts";

/**
 * Shows a player for `samples` ([samples], full scale ±1), with `title` before it. Throws
 * UserError where no notebook runs.
 */
export async function showAudio(
  samples: Float32Array,
  sampleRateHz: number,
  title: string,
): Promise<void> {
  const durationS = (samples.length / sampleRateHz).toFixed(2);
  const source = `data:audio/wav;base64,${encodeWav(samples, sampleRateHz).toBase64()}`;
  await displayBundle({
    "text/html": '<div style="display: flex; align-items: center; gap: 1em">' +
      `<audio controls src="${source}"></audio><span>${escapeHtml(title)}</span></div>`,
    "text/plain": `Sound: ${title}, ${durationS} s`,
  });
}
