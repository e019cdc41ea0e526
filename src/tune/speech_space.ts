/** In: a small speech network. Out: what is searched around it, and what a point changes. */
import type { Configuration, Dimension, Space } from "../bayesopt/space.ts";
import type { ConfigChanges } from "../train/run_config.ts";
import type { SpeechKind } from "../train/speech_config.ts";

const whole = (name: string, low: number, high: number): Dimension => ({
  kind: "integer",
  name,
  low,
  high,
  scale: "log",
});
const share = (name: string, high: number): Dimension => ({
  kind: "real",
  name,
  low: 0,
  high,
  scale: "uniform",
});

/** How any of them is trained: ranges around what src/train/speech_config.ts takes. */
const training: Space = [
  { kind: "real", name: "learningRate", low: 3e-4, high: 1e-2, scale: "log" },
  { kind: "integer", name: "epochs", low: 5, high: 60, scale: "uniform" },
  { kind: "ordinal", name: "batchSize", choices: [16, 32, 64] },
  { kind: "real", name: "weightDecay", low: 1e-3, high: 0.3, scale: "log" },
  share("labelSmoothing", 0.3),
  { kind: "real", name: "mixup", low: 0.05, high: 1, scale: "log" },
];

/** The shape of each: the greatest ones stay below a tenth of EmotionUnet's parameters. */
const shapes: Record<SpeechKind, { space: Space; network(point: Configuration): ConfigChanges }> = {
  denseFunctionals: {
    space: [whole("units", 8, 512), share("inputDropout", 0.6), share("dropout", 0.8)],
    network: ({ units, ...rates }) => ({
      units: [units],
      ...pick(rates, "inputDropout", "dropout"),
    }),
  },
  residualCnn2d: {
    space: [
      whole("stemFilters", 6, 24),
      whole("filters1", 12, 48),
      whole("filters2", 24, 96),
      share("dropout", 0.6),
    ],
    network: ({ filters1, filters2, ...rest }) => ({
      stages: [{ filters: filters1, blocks: 1 }, { filters: filters2, blocks: 1 }],
      ...pick(rest, "stemFilters", "dropout"),
    }),
  },
  cnnBiLstm: {
    space: [
      whole("filters1", 32, 192),
      whole("filters2", 32, 192),
      whole("lstmUnits", 16, 128),
      share("dropout", 0.6),
    ],
    network: ({ filters1, filters2, ...rest }) => ({
      filters: [filters1, filters2],
      ...pick(rest, "lstmUnits", "dropout"),
    }),
  },
  attentiveUnet: {
    space: [
      ...[1, 2, 3, 4, 5, 6].map((block) => whole(`filters${block}`, 16, 128)),
      share("dropout", 0.6),
    ],
    network: (point) => ({
      filters: [1, 2, 3, 4, 5, 6].map((block) => point[`filters${block}`]),
      ...pick(point, "dropout"),
    }),
  },
  conformer: {
    space: [
      // A multiple of the heads.
      { kind: "ordinal", name: "channels", choices: [32, 64, 96] },
      { kind: "integer", name: "blocks", low: 1, high: 4, scale: "uniform" },
      share("dropout", 0.5),
    ],
    network: (point) => pick(point, "channels", "blocks", "dropout"),
  },
};

/** The search space of `model`: its training's and its shape's dimensions. */
export function speechSpace(model: SpeechKind): Space {
  return [...training, ...shapes[model].space];
}

/**
 * What a point of {@link speechSpace} changes in a run's configuration, its epochs at most
 * `epochsLimit`. The cosine schedule ends with the last epoch, so that no training stops before.
 */
export function speechChanges(
  model: SpeechKind,
  point: Configuration,
  epochsLimit = Infinity,
): { network: ConfigChanges; training: ConfigChanges } {
  const epochs = Math.min(Number(point.epochs), epochsLimit);
  const names = ["learningRate", "batchSize", "weightDecay", "labelSmoothing", "mixup"];
  return {
    network: shapes[model].network(point),
    training: { ...pick(point, ...names), epochs, earlyStopping: { patience: epochs } },
  };
}

function pick(point: Configuration, ...names: string[]): Configuration {
  return Object.fromEntries(names.map((name) => [name, point[name]]));
}
