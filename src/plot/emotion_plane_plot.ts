import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** A place on the plane, each from 0 to 1. */
export interface PlanePlace {
  /** From unpleasant, 0, to pleasant, 1. */
  valence: number;
  /** From calm, 0, to excited, 1. */
  arousal: number;
}

/** What is drawn. */
export interface EmotionPlane {
  /** Named points, such as the emotions. */
  named: readonly (PlanePlace & { name: string })[];
  /** Pale dots, such as all tracks of a list. */
  crowd?: readonly PlanePlace[];
  /** Numbered from 1 and joined in their order, such as chosen tracks. */
  path?: readonly PlanePlace[];
}

/**
 * The plane with valence to the right and arousal upwards: `crowd` behind, `named` as labelled
 * diamonds, `path` as numbered circles with a line through them.
 */
export function emotionPlanePlot(
  { named, crowd = [], path = [] }: EmotionPlane,
  labels: PlotLabels,
): PlotSpec {
  const axis = (field: string, title: string) => ({
    field,
    type: "quantitative" as const,
    title,
    scale: { domain: [0, 1] },
    axis: { values: [0, 0.25, 0.5, 0.75, 1], format: ".2f", grid: true },
  });
  const place = {
    x: axis("valence", "valence (unpleasant to pleasant)"),
    y: axis("arousal", "arousal (quiet to lively)"),
  };
  const names = (points: EmotionPlane["named"], dy: number) => ({
    data: { values: [...points] },
    mark: { type: "text" as const, dy, fontSize: 12, fontWeight: "bold" as const },
    encoding: { ...place, text: { field: "name", type: "nominal" as const } },
  });
  const steps = path.map(({ valence, arousal }, at) => ({ valence, arousal, step: at + 1 }));
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: 420,
    height: 420,
    layer: [
      {
        data: { values: crowd.map(({ valence, arousal }) => ({ valence, arousal })) },
        mark: { type: "circle", size: 9, opacity: 0.25, color: "#888" },
        encoding: place,
      },
      {
        data: { values: steps },
        mark: { type: "line", color: categoryColours[0], strokeWidth: 1.5, strokeDash: [4, 3] },
        encoding: { ...place, order: { field: "step", type: "quantitative" } },
      },
      {
        data: { values: [...named] },
        mark: {
          type: "point",
          shape: "diamond",
          filled: true,
          opacity: 1,
          size: 110,
          color: categoryColours[3],
        },
        encoding: place,
      },
      names(named.filter((_, at) => !hasNeighbour(named, at)), -18),
      names(named.filter((_, at) => hasNeighbour(named, at)), 18),
      {
        data: { values: steps },
        mark: { type: "circle", size: 260, opacity: 1, color: categoryColours[0] },
        encoding: place,
      },
      {
        data: { values: steps },
        mark: { type: "text", color: "white", fontSize: 10 },
        encoding: { ...place, text: { field: "step", type: "quantitative" } },
      },
    ],
  };
}

/** Whether an earlier point lies so near that both names above would overlap. */
function hasNeighbour(named: EmotionPlane["named"], at: number): boolean {
  const { valence, arousal } = named[at];
  return named.slice(0, at).some((other) =>
    Math.abs(other.valence - valence) < 0.15 && Math.abs(other.arousal - arousal) < 0.05
  );
}
