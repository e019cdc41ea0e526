import type { TuningAxis } from "../plot/tuning_axis.ts";
import type { Choice, Dimension } from "./space.ts";

/** The axis of a dimension: its own scale for numbers, choices side by side. */
export function plotAxis(dimension: Dimension): TuningAxis {
  if (dimension.kind === "categorical" || dimension.kind === "ordinal") {
    return { name: dimension.name, scale: "choices", choices: dimension.choices.map(String) };
  }
  const { name, low, high, scale } = dimension;
  return { name, scale: scale === "log" ? "log" : "linear", domain: [low, high] };
}

/** A value as plots hold it: choices as text, even where they are numbers. */
export function plotValue(dimension: Dimension, value: Choice): number | string {
  const choices = dimension.kind === "categorical" || dimension.kind === "ordinal";
  return choices ? String(value) : value as number;
}
