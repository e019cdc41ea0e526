import type { FeatureConfig, FeatureSet } from "../dsp/feature_config.ts";
import { type ContourColumns, featureKind } from "../dsp/feature_kinds.ts";
import type { ClipFrames } from "../dsp/frames.ts";
import { applyNormaliser } from "../dsp/normalise.ts";
import { PITCH_COLUMNS } from "../dsp/pitch/path.ts";
import { linePlot, sideBySide } from "./line_plot.ts";
import { spectrogramPlot, type SpectrogramPlotOptions } from "./spectrogram_plot.ts";
import type { PlotSpec } from "./theme.ts";

/**
 * Time to the right, bins up, as the kind's row in featureKinds has them. Features with pitch stand
 * above lines: the pitch in hertz, also where it is continued between voiced frames, the level, and
 * of the voice the harmonicity. Pure: nothing is drawn yet.
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
  const { plot, contours: own } = featureKind(config);
  const isStandardised = plot !== null && "isStandardised" in plot;
  const drawn = isStandardised ? standardised(values, clip.frames, spectral) : values;
  const map = spectrogramPlot({ values: drawn, frames: clip.frames, bins: spectral }, config, {
    ...options,
    ...plot && {
      quantity: "quantity" in plot ? plot.quantity : "standard deviations",
      upright: { title: plot.title, binWidth: 1, lowest: -0.5, highest: spectral - 0.5 },
    },
  });
  // Where the columns lie that are drawn as lines.
  const pitchColumns = config.withPitch ? { pitch: spectral, level: spectral + 2 } : undefined;
  const contours: ContourColumns | undefined = own ?? pitchColumns;
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

function standardised(data: Float32Array, frames: number, bins: number): Float32Array {
  const features: FeatureSet = { ids: [""], data, shape: [1, frames, bins] };
  return applyNormaliser(features, { kind: "perClip", mean: [], deviation: [] }).data;
}
