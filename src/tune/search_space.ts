import { UserError } from "../base/user_error.ts";
import type { Configuration, Space } from "../bayesopt/space.ts";
import { networkRow, networkTitle, searchedKinds } from "../train/network_config.ts";
import type { SearchRow } from "../train/network_row.ts";
import { overrideConfig, type RunConfig } from "../train/run_config.ts";

/**
 * What is searched for the network of a run: its training's dimensions and its shape's, as the
 * catalogue of networks has them (src/train/networks.ts), paper S's table 2 for EmotionUnet. Throws
 * UserError for a network without a search space.
 */
export function searchSpace({ network }: Pick<RunConfig, "network">): Space {
  const { training, shape } = searchOf(network);
  return [...training, ...shape];
}

function searchOf(network: RunConfig["network"]): SearchRow {
  const { search } = networkRow(network);
  if (search) return search;
  throw new UserError(
    `Expected a network that has a search space, one of ${searchedKinds.join(", ")}, but found ` +
      networkTitle(network),
  );
}

/**
 * `base` with a point of {@link searchSpace} put in; `epochsLimit` caps the point's epochs. A cosine
 * schedule ends with the last epoch, so that no such training stops before.
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
  const search = searchOf(base.network);
  const fields = search.training.map(({ name }) => [name, point[name]]);
  const epochs = Math.min(Number(point.epochs), epochsLimit ?? Infinity);
  const isCosine = base.training.schedule?.kind === "cosine";
  const training = {
    ...Object.fromEntries(fields),
    epochs,
    ...(isCosine ? { earlyStopping: null } : {}),
  };
  return overrideConfig(
    base,
    { network: search.network(point), training },
    "The proposed configuration",
  );
}
