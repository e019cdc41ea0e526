/** In: a tuned parameter's name and scale. Out: its axis in Vega-Lite. */

/** How a tuned parameter is drawn. */
export interface TuningAxis {
  /** The dimension's name. */
  name: string;
  /** Numbers on a linear or logarithmic axis, or choices side by side. */
  scale: "linear" | "log" | "choices";
  /** For numbers: lowest and highest. */
  domain?: [number, number];
  /** For choices: all of them as text, in their order. */
  choices?: string[];
}

/** Vega-Lite's position channel for `field`, which holds the parameter's values. */
export function positionOf(axis: TuningAxis, field: string, title: string | null = axis.name) {
  if (axis.scale === "choices") {
    return {
      field,
      type: "nominal" as const,
      title,
      sort: null,
      scale: { domain: axis.choices },
      axis: { labelAngle: 0, labelOverlap: true },
    };
  }
  const quantity = { field, type: "quantitative" as const, title };
  if (axis.scale === "linear") {
    return {
      ...quantity,
      scale: { domain: axis.domain, nice: false, zero: false },
      axis: { tickCount: 4 },
    };
  }
  return {
    ...quantity,
    scale: { type: "log" as const, domain: axis.domain, nice: false },
    axis: { values: powersOfTen(axis.domain!), format: "~g" },
  };
}

/** The powers of ten in a domain, or its ends where it holds fewer than two. */
function powersOfTen([low, high]: [number, number]): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last <= first) return [low, high];
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}
