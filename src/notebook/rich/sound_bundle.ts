/** In: a recording of a corpus. Out: a player with the recording's spectrogram below. */
import { escapeHtml } from "../../base/text.ts";
import { readAudio } from "../../data/audio/read_audio.ts";
import { encodeWav } from "../../data/audio/wav.ts";
import type { Clip } from "../../data/corpus.ts";
import { defaultFeatures } from "../../dsp/feature_config.ts";
import { createResampler } from "../../dsp/resample.ts";
import { createSpectrogram } from "../../dsp/spectrogram.ts";
import { renderPng } from "../../plot/render.ts";
import { spectrogramPlot } from "../../plot/spectrogram_plot.ts";
import type { MimeBundle } from "../plot_bundle.ts";

/**
 * The clip at the sampling rate and with the STFT of Duygu's default features. Throws UserError
 * where the file cannot be read.
 */
export async function soundBundle(
  { id, path, label }: Pick<Clip, "id" | "path" | "label">,
  synthetic: boolean,
): Promise<MimeBundle> {
  const audio = await readAudio(path);
  const { sampleRateHz } = defaultFeatures;
  const samples = createResampler(audio.sampleRateHz, sampleRateHz)(audio.samples);
  const seconds = `${audio.durationS.toFixed(2)} s`;
  const spectrogram = createSpectrogram(defaultFeatures)(samples);
  const plot = spectrogramPlot(spectrogram, defaultFeatures, {
    title: `${id}: ${label}, ${seconds}`,
    synthetic,
  });
  const picture = (await renderPng(plot)).toBase64();
  const sound = encodeWav(samples, sampleRateHz).toBase64();
  const name = escapeHtml(`Spectrogram of ${id}`);
  return {
    "text/html": `<audio controls src="data:audio/wav;base64,${sound}"></audio><br>` +
      `<img alt="${name}" style="max-width: 100%" src="data:image/png;base64,${picture}">`,
    "text/plain": `Clip ${id}: ${label}, ${seconds}`,
  };
}
