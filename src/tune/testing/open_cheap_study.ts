/** In: a folder. Out: a study of the cheap objective in it. */
import { join } from "node:path";
import { openStudy, type OpenStudyOptions, type Study } from "../../bayesopt/study.ts";
import type { StudyDefinitionInput } from "../../bayesopt/journal.ts";
import { cheapSpace } from "./cheap_objective.ts";

/** Opens or begins it; `maxTrials` and the pruner as a test wants them. */
export function openCheapStudy(
  folder: string,
  maxTrials: number,
  change: Partial<StudyDefinitionInput> = {},
  more: Partial<OpenStudyOptions> = {},
): Promise<Study> {
  const settings = { seed: 3, initialPoints: 4 };
  const definition = { space: cheapSpace, settings, ...change };
  return openStudy({ path: join(folder, "journal.jsonl"), definition, maxTrials, ...more });
}

/** The study as its journal has it, seen by somebody else. */
export async function cheapTrials(folder: string) {
  const study = await openCheapStudy(folder, 0);
  await study.close();
  return study.trials;
}
