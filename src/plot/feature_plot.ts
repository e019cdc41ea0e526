import { type FeatureConfig, type FeatureSet, frameSettings } from "../dsp/feature_config.ts";
import { type ContourColumns, featureKind } from "../dsp/feature_kinds.ts";

import type { ClipFrames } from "../dsp/frames.ts";
import { applyNormaliser } from "../dsp/normalise.ts";
import { PITCH_COLUMNS } from "../dsp/pitch/path.ts";
import { linePlot, sideBySide } from "./line_plot.ts";
import { spectrogramPlot, type SpectrogramPlotOptions } from "./spectrogram_plot.ts";
import type { PlotSpec } from "./theme.ts";

/**
 * Time to the right, bins up, as the kind's row in featureKinds has them. Features with pitch stand
 * above lines: the pitch in hertz and, of the voice, the harmonicity, both with gaps in unvoiced and
 * silent frames, and the level. Pure: nothing is drawn yet.
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
  const { plot, contours: own, frequencies } = featureKind(config);
  const centresHz = plot === null ? [] : frequencies(frameSettings(config));
  const isStandardised = plot !== null && "isStandardised" in plot;
  const drawn = isStandardised ? standardised(values, clip.frames, spectral) : values;
  const map = spectrogramPlot({ values: drawn, frames: clip.frames, bins: spectral }, config, {
    ...options,
    ...plot && {
      quantity: "quantity" in plot ? plot.quantity : "standard deviations",
      upright: {
        title: centresHz.length ? "mel band, at its centre in Hz" : plot.title,
        binWidth: 1,
        lowest: -0.5,
        highest: spectral - 0.5,
        ...centresHz.length ? { labels: hertzLabels(centresHz) } : {},
      },
    },
  });
  // Where the columns lie that are drawn as lines.
  const pitchColumns = config.withPitch
    ? { pitch: spectral, voiced: spectral + 1, level: spectral + 2 }
    : undefined;
  const contours: ContourColumns | undefined = own ?? pitchColumns;
  if (contours === undefined) return map;
  const column = (index: number) =>
    Array.from({ length: clip.frames }, (_, frame) => clip.values[frame * clip.bins + index]);
  const firstS = config.centre === "none" ? config.fftSize / 2 / config.sampleRateHz : 0;
  const timeS = Array.from(
    { length: clip.frames },
    (_, frame) => firstS + (frame * config.hopSamples) / config.sampleRateHz,
  );
  const isVoiced = column(contours.voiced).map((voiced) => voiced > 0.5);
  const whereVoiced = (values: number[]) => values.map((value, at) => isVoiced[at] ? value : null);
  const line = (title: string, y: string, values: (number | null)[]) =>
    linePlot([{ name: title, x: timeS, y: values }], { title, x: "time (s)", y });
  return sideBySide([
    map,
    line("Pitch", "pitch (Hz)", whereVoiced(column(contours.pitch).map((octaves) => 2 ** octaves))),
    ...contours.harmonicity === undefined
      ? []
      : [line("Harmonics to noise", "ratio (dB)", whereVoiced(column(contours.harmonicity)))],
    line("Level", "level (dB)", column(contours.level)),
  ], { title: "", columns: 1, shared: ["x"], width: 640, height: 200 });
}

/** Where on the bins' axis round frequencies lie, by the bins' centres in hertz, rising. */
function hertzLabels(centresHz: readonly number[]): { at: number; text: string }[] {
  return [100, 250, 500, 1000, 2000, 4000, 8000, 16_000].flatMap((hertz) => {
    const above = centresHz.findIndex((centre) => centre >= hertz);
    if (above < 1) return [];
    const below = centresHz[above - 1];
    return [{
      at: above - 1 + (hertz - below) / (centresHz[above] - below),
      text: String(hertz),
    }];
  });
}

function standardised(data: Float32Array, frames: number, bins: number): Float32Array {
  const features: FeatureSet = { ids: [""], data, shape: [1, frames, bins] };
  return applyNormaliser(features, { kind: "perClip", mean: [], deviation: [] }).data;
}
