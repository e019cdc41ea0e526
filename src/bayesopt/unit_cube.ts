/**
 * In: configurations. Out: points of the unit cube, one coordinate in [0, 1] a dimension, and back.
 *
 * Each integer and each choice owns a cell of the unit interval and is encoded as the cell's
 * centre, so that uniform coordinates draw every value as often as its scale says: the first and
 * the last integer do not get half a share.
 */
import { UserError } from "../base/user_error.ts";
import type { Choice, Configuration, Dimension, Space } from "./space.ts";

/** How many different values a dimension can take; infinite for a real one. */
export function valueCount(dimension: Dimension): number {
  if (dimension.kind === "real") return Infinity;
  if (dimension.kind === "integer") return dimension.high - dimension.low + 1;
  return dimension.choices.length;
}

/** The ends of a dimension's interval on its own scale; integers own half a step on each side. */
function scaledEnds(dimension: Extract<Dimension, { low: number }>): [number, number] {
  const margin = dimension.kind === "integer" ? 0.5 : 0;
  const [low, high] = [dimension.low - margin, dimension.high + margin];
  return dimension.scale === "log" ? [Math.log(low), Math.log(high)] : [low, high];
}

/**
 * A value's coordinate in [0, 1].
 * Throws a UserError where the dimension does not hold the value.
 */
export function toUnit(dimension: Dimension, value: Choice): number {
  if (dimension.kind === "categorical" || dimension.kind === "ordinal") {
    const index = dimension.choices.indexOf(value);
    if (index < 0) throw outside(dimension.name, `one of ${dimension.choices.join(", ")}`, value);
    return (index + 0.5) / dimension.choices.length;
  }
  const { low, high, kind, name } = dimension;
  const whole = kind === "integer" ? "a whole number" : "a number";
  if (
    typeof value !== "number" || !(value >= low && value <= high) ||
    (kind === "integer" && !Number.isInteger(value))
  ) {
    throw outside(name, `${whole} from ${low} to ${high}`, value);
  }
  const [start, end] = scaledEnds(dimension);
  const scaled = dimension.scale === "log" ? Math.log(value) : value;
  return clamp((scaled - start) / (end - start), 0, 1);
}

function outside(name: string, expected: string, found: unknown): UserError {
  return new UserError(`Expected ${name} to be ${expected}, but found ${JSON.stringify(found)}`);
}

/** The value whose cell (or, for a real dimension, whose point) lies at `coordinate` in [0, 1]. */
export function fromUnit(dimension: Dimension, coordinate: number): Choice {
  if (dimension.kind === "categorical" || dimension.kind === "ordinal") {
    const count = dimension.choices.length;
    return dimension.choices[clamp(Math.floor(coordinate * count), 0, count - 1)];
  }
  // The ends themselves, not what the logarithm's rounding makes of them.
  if (coordinate <= 0) return dimension.low;
  if (coordinate >= 1) return dimension.high;
  const [start, end] = scaledEnds(dimension);
  const scaled = start + coordinate * (end - start);
  const value = dimension.scale === "log" ? Math.exp(scaled) : scaled;
  return clamp(
    dimension.kind === "integer" ? Math.round(value) : value,
    dimension.low,
    dimension.high,
  );
}

/** The coordinate of the value that lies at `coordinate`: cells' centres, reals unchanged. */
export function snap(dimension: Dimension, coordinate: number): number {
  if (dimension.kind === "real") return clamp(coordinate, 0, 1);
  if (dimension.kind !== "integer" || dimension.scale === "uniform") {
    const count = valueCount(dimension);
    return (clamp(Math.floor(coordinate * count), 0, count - 1) + 0.5) / count;
  }
  return toUnit(dimension, fromUnit(dimension, coordinate));
}

/**
 * A configuration's point in the unit cube, [dimension].
 * Throws a UserError where a value is missing, unknown or out of range.
 */
export function encodePoint(space: Space, configuration: Configuration): Float64Array {
  const known = new Set(space.map((dimension) => dimension.name));
  const unknown = Object.keys(configuration).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new UserError(`Expected one of ${[...known].join(", ")}, but found ${unknown}`);
  }
  return Float64Array.from(space, (dimension) => toUnit(dimension, configuration[dimension.name]));
}

/** The configuration at a point of the unit cube. */
export function decodePoint(space: Space, point: ArrayLike<number>): Configuration {
  return Object.fromEntries(
    space.map((dimension, index) => [dimension.name, fromUnit(dimension, point[index])]),
  );
}

/** The point itself with every coordinate snapped to a value of its dimension. */
export function snapPoint(space: Space, point: ArrayLike<number>): Float64Array {
  return Float64Array.from(space, (dimension, index) => snap(dimension, point[index]));
}

/** `value`, or the nearer end of [low, high] where it lies outside. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
