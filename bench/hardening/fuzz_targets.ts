/** All readers that are fuzzed, but those of the layers above the benchmarks. */
import type { Random } from "../../src/base/random.ts";
import { archiveTargets } from "./targets/archive_targets.ts";
import { jsonTargets } from "./targets/json_targets.ts";
import { audioTargets, imageTargets } from "./targets/media_targets.ts";
import { oddTargets } from "./targets/odd_targets.ts";
import { stateTargets } from "./targets/state_targets.ts";
import { tableTargets } from "./targets/table_targets.ts";
import { weightsTargets } from "./targets/weights_targets.ts";

/** Each name occurs once. */
export const fuzzTargets: readonly FuzzTarget[] = [
  ...audioTargets,
  ...tableTargets,
  ...jsonTargets,
  ...stateTargets,
  ...weightsTargets,
  ...imageTargets,
  ...archiveTargets,
  ...oddTargets,
];

/** Those and the `fuzzTargets` that `modules`, given by their addresses, export. */
export async function allFuzzTargets(modules: readonly string[]): Promise<readonly FuzzTarget[]> {
  const further: { fuzzTargets: readonly FuzzTarget[] }[] = await Promise.all(
    modules.map((module) => import(module)),
  );
  return [...fuzzTargets, ...further.flatMap((module) => module.fuzzTargets)];
}

// What is fuzzed: a reader, and a maker of what it may be given.

/** A reader under test. */
export interface FuzzTarget {
  name: string;
  /** Share of all inputs, in proportion to the other targets'. */
  weight: number;
  /** Inputs after which a new process goes on, for a reader that damaged inputs wear out. */
  inputsPerProcess?: number;
  /** True where all inputs are right, so that a refusal is a fault as well. */
  isRight?: true;
  /**
   * Makes an input from `random` and reads it. A refusal is a UserError; anything else that is
   * thrown is a fault. `folder` is for files; what lies there is the target's own business.
   */
  attempt(random: Random, folder: string): void | Promise<void>;
}
