import type { FeatureConfig, FeatureSet } from "../dsp/feature_config.ts";
import type { ClipFrames } from "../dsp/frames.ts";
import { applyNormaliser } from "../dsp/normalise.ts";
import { PITCH_COLUMNS } from "../dsp/pitch/pitch_range.ts";
import { voiceColumns } from "../dsp/voice_frames.ts";
import { linePlot, sideBySide } from "./line_plot.ts";
import { spectrogramPlot, type SpectrogramPlotOptions } from "./spectrogram_plot.ts";
import type { PlotSpec } from "./theme.ts";

/** What bins and colours of each kind are. */
const KINDS = {
  stft: null,
  logMel: { title: "mel band", quantity: "level (dB)" },
  mfcc: { title: "coefficient, then its derivatives", quantity: "standard deviations" },
  pcen: { title: "mel band", quantity: "normalised energy" },
  voice: { title: "pitch, quality, level, bands", quantity: "standard deviations" },
};

/**
 * Time to the right, bins up. Coefficients, and what tells of the voice, are drawn in standard
 * deviations from their mean over the clip, for some are far larger than others. Features with
 * pitch stand above lines: the pitch in hertz, also where it is continued between voiced frames,
 * the level, and of the voice the harmonicity. Pure: nothing is drawn yet.
 */
export function featurePlot(
  clip: Pick<ClipFrames, "values" | "frames" | "bins">,
  config: FeatureConfig,
  options: Pick<SpectrogramPlotOptions, "title" | "synthetic">,
): PlotSpec {
  const spectral = config.withPitch ? clip.bins - PITCH_COLUMNS : clip.bins;
  const values = new Float32Array(clip.frames * spectral);
  for (let frame = 0; frame < clip.frames; frame++) {
    const start = frame * clip.bins;
    values.set(clip.values.subarray(start, start + spectral), frame * spectral);
  }
  const kind = KINDS[config.kind ?? "stft"];
  const drawn = kind?.quantity === "standard deviations"
    ? standardised(values, clip.frames, spectral)
    : values;
  const map = spectrogramPlot({ values: drawn, frames: clip.frames, bins: spectral }, config, {
    ...options,
    ...kind && {
      quantity: kind.quantity,
      upright: { title: kind.title, binWidth: 1, lowest: -0.5, highest: spectral - 0.5 },
    },
  });
  const contours = contoursOf(config, spectral);
  if (contours === undefined) return map;
  const column = (index: number) =>
    Array.from({ length: clip.frames }, (_, frame) => clip.values[frame * clip.bins + index]);
  const firstS = config.centre === "none" ? config.fftSize / 2 / config.sampleRateHz : 0;
  const timeS = Array.from(
    { length: clip.frames },
    (_, frame) => firstS + (frame * config.hopSamples) / config.sampleRateHz,
  );
  const line = (title: string, y: string, values: number[]) =>
    linePlot([{ name: title, x: timeS, y: values }], { title, x: "time (s)", y });
  return sideBySide([
    map,
    line("Pitch", "pitch (Hz)", column(contours.pitch).map((octaves) => 2 ** octaves)),
    ...contours.harmonicity === undefined
      ? []
      : [line("Harmonics to noise", "ratio (dB)", column(contours.harmonicity))],
    line("Level", "level (dB)", column(contours.level)),
  ], { title: "", columns: 1, width: 640, height: 200 });
}

/** Where the columns lie that are drawn as lines. */
function contoursOf(
  { kind, withPitch }: FeatureConfig,
  spectral: number,
): { pitch: number; level: number; harmonicity?: number } | undefined {
  if (kind === "voice") return voiceColumns;
  return withPitch ? { pitch: spectral, level: spectral + 2 } : undefined;
}

function standardised(data: Float32Array, frames: number, bins: number): Float32Array {
  const features: FeatureSet = { ids: [""], data, shape: [1, frames, bins] };
  return applyNormaliser(features, { kind: "perClip", mean: [], deviation: [] }).data;
}
