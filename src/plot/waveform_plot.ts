/** In: samples. Out: their plot over time, as a Vega-Lite specification. */
import type { PlotSpec } from "./plot_spec.ts";
import { categoryColours, plotTitle } from "./theme.ts";

/** Longer signals are drawn as so many columns, each from its least to its largest sample. */
const MOST_COLUMNS = 640;

/** What the plot says about itself. */
export interface WaveformPlotOptions {
  /** Stands above the plot. */
  title: string;
  /** True for generated sound: the title then says SYNTHETIC. */
  synthetic?: boolean;
}

/**
 * A waveform: time to the right, in seconds or, below a tenth of one, in milliseconds; sound pressure (full scale ±1) up. Signals of up to 640
 * samples are a line through all of them, longer ones the band that their samples fill. Pure:
 * nothing is drawn yet.
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
  const isLine = samples.length <= MOST_COLUMNS;
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
  const width = Math.ceil(samples.length / MOST_COLUMNS);
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
