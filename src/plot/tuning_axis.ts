/** In: a tuned parameter's name and scale. Out: its axis in Vega-Lite. */

/** How a tuned parameter is drawn. */
export interface TuningAxis {
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
      axis: { labelAngle: 0 },
    };
  }
  return {
    field,
    type: "quantitative" as const,
    title,
    scale: { type: axis.scale, domain: axis.domain, nice: false, zero: false },
    axis: { tickCount: 4 },
  };
}
