import type { FeatureConfig } from "../dsp/feature_config.ts";
import type { Spectrogram } from "../dsp/stft.ts";
import { amountScheme, categoryColours, type PlotSpec, plotTitle } from "./theme.ts";

/** More cells than this across or up are not seen: neighbours are joined, the largest wins. */
const MOST_COLUMNS = 400;
const MOST_ROWS = 260;

/** Cells reach this far under the next ones, painted later: else hairlines shine between them. */
const UNDERLAP = 0.5;

/** What the plot says about itself. */
export interface SpectrogramPlotOptions {
  /** Stands above the plot. */
  title: string;
  /** True for generated sound: the title then says SYNTHETIC. */
  synthetic?: boolean;
  /** Names what the colours stand for, where that is not the scale's own quantity. */
  quantity?: string;
  /** What the bins are, where they are not those of a STFT. */
  upright?: UprightAxis;
}

/** The axis of the bins. */
export interface UprightAxis {
  /** The axis's name, with unit. */
  title: string;
  /** From one bin's middle to the next one's. */
  binWidth: number;
  /** Where the axis begins and ends; the first bin's middle lies at 0. */
  lowest: number;
  /** Where the axis ends. */
  highest: number;
  /** What is written at which places; else the places themselves. */
  labels?: { at: number; text: string }[];
}

/** The part of a feature configuration that places cells. */
export type SpectrogramPlaces = Pick<
  FeatureConfig,
  "sampleRateHz" | "fftSize" | "hopSamples" | "centre" | "scale"
>;

/** Names of the colour's quantity by scale. */
const QUANTITIES = { log: "level (dB)", magnitude: "magnitude", power: "power" };

/**
 * Time in seconds runs to the right, frequency in kilohertz up; a cell reaches from half a hop
 * before its frame's centre to half a hop after it and over one bin. Pure: nothing is drawn yet.
 */
export function spectrogramPlot(
  spectrogram: Pick<Spectrogram, "values" | "frames" | "bins">,
  config: SpectrogramPlaces,
  options: SpectrogramPlotOptions,
): PlotSpec {
  const { title, synthetic = false, quantity = QUANTITIES[config.scale] } = options;
  const { upright = frequencyAxis(config) } = options;
  const values = cells(spectrogram, config, upright);
  const domain = (low: number, high: number) => ({ domain: [low, high], nice: false });
  const last = values[values.length - 1];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: 640,
    height: 320,
    data: { values },
    mark: "rect",
    encoding: {
      x: {
        field: "start",
        type: "quantitative",
        title: "time (s)",
        scale: domain(values[0].start, last.end),
      },
      x2: { field: "end" },
      y: {
        field: "low",
        type: "quantitative",
        title: upright.title,
        scale: domain(upright.lowest, upright.highest),
        ...upright.labels ? { axis: labelledAxis(upright.labels) } : {},
      },
      y2: { field: "high" },
      color: {
        field: "value",
        type: "quantitative",
        title: quantity,
        scale: { scheme: amountScheme, ...domain(...extremes(values)) },
      },
    },
  };
}

/** An axis with ticks at these places alone. */
function labelledAxis(labels: { at: number; text: string }[]) {
  const texts = Object.fromEntries(labels.map(({ at, text }) => [at, text]));
  return {
    values: labels.map(({ at }) => at),
    labelExpr: `(${JSON.stringify(texts)})[datum.value]`,
  };
}

function frequencyAxis({ sampleRateHz, fftSize }: SpectrogramPlaces): UprightAxis {
  return {
    title: "frequency (kHz)",
    binWidth: sampleRateHz / fftSize / 1000,
    lowest: 0,
    highest: sampleRateHz / 2000,
  };
}

interface Cell {
  start: number;
  end: number;
  low: number;
  high: number;
  value: number;
}

function cells(
  { values, frames, bins }: Pick<Spectrogram, "values" | "frames" | "bins">,
  { sampleRateHz, fftSize, hopSamples, centre }: SpectrogramPlaces,
  { binWidth, lowest, highest }: UprightAxis,
): Cell[] {
  const across = Math.ceil(frames / MOST_COLUMNS);
  const up = Math.ceil(bins / MOST_ROWS);
  // Without padding the first frame's centre lies half a frame in.
  const firstS = ((centre === "none" ? fftSize / 2 : 0) - hopSamples / 2) / sampleRateHz;
  const hopS = hopSamples / sampleRateHz;
  const found: Cell[] = [];
  for (let frame = 0; frame < frames; frame += across) {
    for (let bin = 0; bin < bins; bin += up) {
      const endFrame = Math.min(frame + across, frames);
      const endBin = Math.min(bin + up, bins);
      let value = -Infinity;
      for (let f = frame; f < endFrame; f++) {
        for (let b = bin; b < endBin; b++) value = Math.max(value, values[f * bins + b]);
      }
      found.push({
        start: firstS + frame * hopS,
        end: firstS + Math.min(endFrame + UNDERLAP, frames) * hopS,
        low: Math.max(lowest, (bin - 0.5) * binWidth),
        high: Math.min(highest, (endBin - 0.5 + UNDERLAP) * binWidth),
        value,
      });
    }
  }
  return found;
}

function extremes(values: Cell[]): [number, number] {
  let low = Infinity, high = -Infinity;
  for (const { value } of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Longer signals are drawn as so many columns, each from its least to its largest sample. */
const MOST_STEPS = 640;

/** What the plot says about itself. */
export interface WaveformPlotOptions {
  /** Stands above the plot. */
  title: string;
  /** True for generated sound: the title then says SYNTHETIC. */
  synthetic?: boolean;
}

/**
 * A waveform: time to the right, in seconds or, below a tenth of one, in milliseconds; sound
 * pressure (full scale ±1) up. Signals of up to 640 samples are a line through all of them, longer
 * ones the band that their samples fill. Pure: nothing is drawn yet.
 *
 * @param samples [samples], full scale ±1
 */
export function waveformPlot(
  samples: Float32Array,
  sampleRateHz: number,
  { title, synthetic = false }: WaveformPlotOptions,
): PlotSpec {
  const isBrief = samples.length / sampleRateHz < 0.1;
  const unitsASecond = isBrief ? 1000 : 1;
  const isLine = samples.length <= MOST_STEPS;
  const y = { type: "quantitative" as const, title: "amplitude", axis: { grid: true } };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: plotTitle(title, synthetic),
    width: 640,
    height: 160,
    data: { values: columns(samples, sampleRateHz / unitsASecond) },
    mark: isLine
      ? { type: "line", color: categoryColours[0], strokeWidth: 1.2, point: { size: 16 } }
      : { type: "area", color: categoryColours[0], line: false },
    encoding: {
      x: {
        field: "time",
        type: "quantitative",
        title: isBrief ? "time (ms)" : "time (s)",
        scale: { domain: [0, (samples.length / sampleRateHz) * unitsASecond], nice: false },
      },
      y: { field: "high", ...y },
      ...(isLine ? {} : { y2: { field: "low" } }),
    },
  };
}

function columns(samples: Float32Array, samplesAUnit: number) {
  const width = Math.ceil(samples.length / MOST_STEPS);
  const found: { time: number; low: number; high: number }[] = [];
  for (let start = 0; start < samples.length; start += width) {
    let low = Infinity, high = -Infinity;
    for (const sample of samples.subarray(start, start + width)) {
      low = Math.min(low, sample);
      high = Math.max(high, sample);
    }
    found.push({ time: start / samplesAUnit, low, high });
  }
  return found;
}
