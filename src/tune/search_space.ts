import { type Configuration, type Dimension, type Space, table2Space } from "../bayesopt/space.ts";
import { type ConfigChanges, overrideConfig, type RunConfig } from "../train/run_config.ts";
import { isSpeechModel, type SpeechKind } from "../train/speech_config.ts";

/**
 * Paper S's table 2 for EmotionUnet; that of {@link speechSpace} for the small speech networks. For
 * the dense network over a table of features, which is not
 * the paper's: the same training parameters and the units of its two layers.
 */
export function searchSpace({ network }: Pick<RunConfig, "network">): Space {
  const table2 = table2Space();
  if (network.kind === "emotionUnet") return table2;
  if (isSpeechModel(network.kind)) return speechSpace(network.kind);
  const training = table2.filter(({ name }) =>
    ["learningRate", "epochs", "batchSize"].includes(name)
  );
  const units = [1, 2].map((layer) => ({
    kind: "integer" as const,
    name: `units${layer}`,
    low: 16,
    high: 256,
    scale: "uniform" as const,
  }));
  return [...training, ...units];
}

/**
 * `base` with a point of {@link searchSpace} put in; `epochsLimit` caps the point's epochs.
 * Throws UserError where the point makes no configuration.
 *
 * @example
 * ```ts
 * const best = proposedConfig(base, incumbent(trials)!.parameters);
 * ```
 */
export function proposedConfig(
  base: RunConfig,
  point: Configuration,
  epochsLimit: number | null = null,
): RunConfig {
  const { kind } = base.network;
  if (isSpeechModel(kind)) {
    const changes = speechChanges(kind, point, epochsLimit ?? undefined);
    return overrideConfig(base, changes, "The proposed configuration");
  }
  const network = kind === "emotionUnet"
    ? {
      filters: [1, 2, 3, 4, 5, 6].map((block) => point[`filters${block}`]),
      denseUnits: point.denseUnits,
    }
    : { units: [point.units1, point.units2] };
  const training = {
    learningRate: point.learningRate,
    epochs: Math.min(Number(point.epochs), epochsLimit ?? Infinity),
    batchSize: point.batchSize,
  };
  return overrideConfig(base, { network, training }, "The proposed configuration");
}

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
function speechSpace(model: SpeechKind): Space {
  return [...training, ...shapes[model].space];
}

/**
 * What a point of {@link speechSpace} changes in a run's configuration, its epochs at most
 * `epochsLimit`. The cosine schedule ends with the last epoch, so that no training stops before.
 */
function speechChanges(
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
