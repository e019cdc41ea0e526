/** In: a run's configuration. Out: what is searched around it, and the run that a point stands for. */
import { type Configuration, type Space, table2Space } from "../bayesopt/space.ts";
import { overrideConfig, type RunConfig } from "../train/run_config.ts";
import { isSpeechModel } from "../train/speech_config.ts";
import { speechChanges, speechSpace } from "./speech_space.ts";

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
