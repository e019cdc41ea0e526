/** All readers that are fuzzed, but those of the layers above the benchmarks. */
import type { FuzzTarget } from "./fuzz_target.ts";
import { archiveTargets } from "./targets/archive_targets.ts";
import { audioTargets } from "./targets/audio_targets.ts";
import { imageTargets } from "./targets/image_targets.ts";
import { jsonTargets } from "./targets/json_targets.ts";
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
