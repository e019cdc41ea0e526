/**
 * In: a conditioned process and an incumbent. Out: the model along each parameter and over pairs:
 * averaged over the other parameters (partial dependence, Friedman 2001) and through the incumbent.
 */
import { createRandom } from "../base/random.ts";
import type { ObjectiveCurve, ObjectiveSurface } from "../plot/tuning_objective.ts";
import { randomPoint } from "./design_points.ts";
import { type GaussianProcess, predict, predictMean } from "./gaussian_process.ts";
import { plotAxis, plotValue } from "./plot_axis.ts";
import type { Configuration, Dimension, Space } from "./space.ts";
import { encodePoint, fromUnit, snap, valueCount } from "./unit_cube.ts";

/** What the model is asked about. */
export interface DependenceOptions {
  space: Space;
  process: GaussianProcess;
  incumbent: Configuration;
  /** Which dimensions, by index. */
  dimensions: number[];
  seed?: number;
}

const CURVE_POINTS = 40;
const CURVE_SAMPLES = 200;
const SURFACE_CELLS = 16;
const SURFACE_SAMPLES = 60;

/** The curve of each of the dimensions. */
export function objectiveCurves(options: DependenceOptions): ObjectiveCurve[] {
  const { space, process, incumbent, dimensions } = options;
  const samples = samplePoints(options, CURVE_SAMPLES);
  const centre = encodePoint(space, incumbent);
  return dimensions.map((d) => {
    const dimension = space[d];
    const coordinates = [...new Set(grid(dimension, CURVE_POINTS).map((u) => snap(dimension, u)))];
    return {
      axis: plotAxis(dimension),
      incumbent: plotValue(dimension, incumbent[dimension.name]),
      points: coordinates.map((coordinate) => {
        const slice = predict(process, centre.with(d, coordinate));
        return {
          value: plotValue(dimension, fromUnit(dimension, coordinate)),
          average: averageMean(process, samples, [[d, coordinate]]),
          slice: slice.mean,
          sliceStd: slice.std,
        };
      }),
    };
  });
}

/** The surface of each pair of the dimensions; `across` and `up` count within `dimensions`. */
export function objectiveSurfaces(options: DependenceOptions): ObjectiveSurface[] {
  const { space, process, dimensions } = options;
  const samples = samplePoints(options, SURFACE_SAMPLES);
  return dimensions.flatMap((second, up) =>
    dimensions.slice(0, up).map((first, across) => ({
      across,
      up,
      cells: cellsOf(space[first]).flatMap((x) =>
        cellsOf(space[second]).map((y) => ({
          x: x.low,
          xHigh: x.high,
          y: y.low,
          yHigh: y.high,
          average: averageMean(process, samples, [[first, x.centre], [second, y.centre]]),
        }))
      ),
    }))
  );
}

function samplePoints({ space, seed = 0 }: DependenceOptions, count: number): Float64Array[] {
  const random = createRandom(seed, "partial dependence");
  return Array.from({ length: count }, () => randomPoint(space, random));
}

/** The model's mean with some coordinates held, averaged over the samples' others. */
function averageMean(
  process: GaussianProcess,
  samples: Float64Array[],
  held: [number, number][],
): number {
  const sum = samples.reduce((total, sample) => {
    const point = sample.slice();
    for (const [d, coordinate] of held) point[d] = coordinate;
    return total + predictMean(process, point);
  }, 0);
  return sum / samples.length;
}

/** Evenly spaced coordinates from 0 to 1; one for each choice. */
function grid(dimension: Dimension, count: number): number[] {
  if (dimension.kind === "categorical" || dimension.kind === "ordinal") {
    return dimension.choices.map((_, index) => (index + 0.5) / dimension.choices.length);
  }
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

/** The cells of a surface's side: their ends as values, and the coordinate of their centre. */
function cellsOf(dimension: Dimension) {
  const choices = dimension.kind === "categorical" || dimension.kind === "ordinal";
  const count = choices ? valueCount(dimension) : SURFACE_CELLS;
  return Array.from({ length: count }, (_, index) => {
    const centre = (index + 0.5) / count;
    // Cells reach half under the next ones, painted later: else hairlines shine between them.
    const high = Math.min(1, (index + 1.5) / count);
    const valueAt = (u: number) => plotValue(dimension, fromUnit(dimension, u));
    return {
      centre: snap(dimension, centre),
      low: choices ? valueAt(centre) : valueAt(index / count),
      high: choices ? valueAt(centre) : valueAt(high),
    };
  });
}
