import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** A layer as the diagram needs it, such as describeLayers gives. */
export interface DiagramLayer {
  /** The layer's name, which says where it stands. */
  name: string;
  /** [frames, channels] or [units]. */
  shape: readonly number[];
}

/** A box's half width and half height, in the diagram's units. */
const HALF = { across: 0.43, down: 0.29 };

/** Layers by name: their places (column, and halvings of time), heading and kind. */
const PLACES: Record<string, { across: number; down: number; title: string; kind: string }> = {
  features: { across: 0, down: 0, title: "features", kind: "in and out" },
  cnn1: { across: 1, down: 0, title: "CNN-1", kind: "contracting" },
  cnn2: { across: 2, down: 1, title: "CNN-2", kind: "contracting" },
  cnn3: { across: 3, down: 2, title: "CNN-3", kind: "contracting" },
  pool3: { across: 4, down: 3, title: "halved", kind: "contracting" },
  cnn4: { across: 5, down: 2, title: "CNN-4", kind: "expansive" },
  cnn5: { across: 6, down: 1, title: "CNN-5", kind: "expansive" },
  cnn6: { across: 7, down: 0, title: "CNN-6", kind: "expansive" },
  flc: { across: 8, down: 0, title: "dense", kind: "in and out" },
  softmax: { across: 9, down: 0, title: "softmax", kind: "in and out" },
};

const KINDS = ["in and out", "contracting", "expansive"];

/** The way of the data, then the links from the contracting to the expansive path. */
const PATH = Object.keys(PLACES);
const LINKS = [["cnn1", "cnn6"], ["cnn2", "cnn5"], ["cnn3", "cnn4"]];

/**
 * A box a module, a row lower for each halving of time, with its name and [frames × channels] of
 * what it gives on; arrows for the path, dashed ones for the links, which are concatenated.
 *
 * @throws RangeError where one of EmotionUnet's layers is missing
 *
 * @example
 * ```ts
 * const spec = unetDiagram(describeLayers(network), { title: "EmotionUnet" });
 * ```
 */
export function unetDiagram(layers: readonly DiagramLayer[], labels: PlotLabels): PlotSpec {
  const boxes = PATH.map((name) => {
    const layer = layers.find((one) => one.name === name);
    if (!layer) throw new RangeError(`Expected a layer ${name}, but found none`);
    const { across, down, title, kind } = PLACES[name];
    return {
      across,
      down,
      title,
      kind,
      left: across - HALF.across,
      right: across + HALF.across,
      top: down - HALF.down,
      bottom: down + HALF.down,
      shape: layer.shape.join(" × "),
    };
  });
  const path = PATH.slice(1).map((name, place) => arrow(PATH[place], name));
  const links = LINKS.map(([from, to]) => arrow(from, to));
  const x = { field: "left", type: "quantitative" as const, axis: null, scale: { zero: false } };
  const y = {
    field: "top",
    type: "quantitative" as const,
    axis: null,
    scale: { reverse: true, domain: [-0.4, 3.4] },
  };
  const place = { x: { ...x, field: "across" }, y: { ...y, field: "down" } };
  const letters = (field: string, dy: number, fontSize: number) => ({
    data: { values: boxes },
    mark: { type: "text" as const, dy, fontSize, color: "black" },
    encoding: { ...place, text: { field, type: "nominal" as const } },
  });
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: 760,
    height: 260,
    layer: [
      {
        data: { values: boxes },
        mark: { type: "rect", stroke: "#444", cornerRadius: 4, opacity: 1 },
        encoding: {
          x,
          y,
          x2: { field: "right" },
          y2: { field: "bottom" },
          fill: {
            field: "kind",
            type: "nominal",
            title: null,
            legend: { orient: "bottom", symbolType: "square" },
            scale: { domain: KINDS, range: ["#eeeeee", "#b9d9ee", "#f8dda9"] },
          },
        },
      },
      ...arrows(path, [1, 0], { x, y }),
      ...arrows(links, [5, 4], { x, y }),
      letters("title", -7, 11),
      letters("shape", 9, 10),
    ],
  } as PlotSpec;
}

/** From one box's edge to the other's; an arrow between rows bends at neither. */
function arrow(from: string, to: string) {
  const [a, b] = [PLACES[from], PLACES[to]];
  if (a.down === b.down) {
    return { ...ends(a.across + HALF.across, a.down, b.across - HALF.across, b.down), angle: 90 };
  }
  const goesDown = b.down > a.down;
  const [start, end] = goesDown ? [HALF.down, -HALF.down] : [-HALF.down, HALF.down];
  return {
    ...ends(a.across + HALF.across / 2, a.down + start, b.across - HALF.across / 2, b.down + end),
    angle: goesDown ? 142 : 38,
  };
}

function ends(left: number, top: number, right: number, bottom: number) {
  return { left, top, right, bottom };
}

/** Lines with a head at their right ends. */
function arrows(values: ReturnType<typeof arrow>[], strokeDash: number[], { x, y }: {
  x: { field: string };
  y: { field: string };
}) {
  const color = strokeDash[1] ? categoryColours[3] : "#444";
  return [
    {
      data: { values },
      mark: { type: "rule", color, strokeDash, strokeWidth: 1.4 },
      encoding: { x, y, x2: { field: "right" }, y2: { field: "bottom" } },
    },
    {
      data: { values },
      mark: { type: "point", shape: "triangle-up", filled: true, opacity: 1, color, size: 45 },
      encoding: {
        x: { ...x, field: "right" },
        y: { ...y, field: "bottom" },
        angle: { field: "angle", type: "quantitative", scale: null },
      },
    },
  ];
}
