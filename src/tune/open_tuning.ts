/** In: a study's folder and what is tuned. Out: the open study, or in which way it is another one. */
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { readJournal } from "../bayesopt/journal.ts";
import type { StudyDefinitionInput } from "../bayesopt/journal_event.ts";
import { openStudy, type OpenStudyOptions, type Study } from "../bayesopt/study.ts";
import { studyFile } from "./study_files.ts";

/** How a study of tuning is opened. */
export interface OpenTuningOptions extends Pick<OpenStudyOptions, "maxTrials" | "maxSeconds"> {
  folder: string;
  definition: StudyDefinitionInput;
  mode: "new" | "resume" | "either";
}

/** Opens or begins the study in the folder. Throws a UserError where it does not fit. */
export async function openTuning(options: OpenTuningOptions): Promise<Study> {
  const { folder, definition, mode, maxTrials, maxSeconds } = options;
  const path = join(folder, studyFile.journal);
  const isThere = await Deno.stat(path).then(({ size }) => size > 0, () => false);
  if (mode === "new" && isThere) {
    throw new UserError(`There is a study in ${folder}; --resume goes on with it`);
  }
  if (mode === "resume" && !isThere) {
    throw new UserError(`Expected a study in ${folder} to go on with, but there is none`);
  }
  if (isThere) await refuseOtherSubject(path, definition);
  return await openStudy({ path, definition, mode, maxTrials, maxSeconds });
}

async function refuseOtherSubject(path: string, { subject = {} }: StudyDefinitionInput) {
  const [head] = await readJournal(path);
  if (head?.event !== "study") return;
  const begun = head.definition.subject;
  const field = Object.keys(subject).find((name) => begun[name] !== subject[name]);
  if (field === undefined) return;
  throw new UserError(
    `The study in ${path} was begun with ${field} ${begun[field]}, but now it is ` +
      `${subject[field]}; its trials could not be compared`,
  );
}

/** A name for the study that is the same for whoever goes on with it: of its journal's head. */
export async function studyHead(folder: string): Promise<string> {
  const [head] = await readJournal(join(folder, studyFile.journal));
  return JSON.stringify(head);
}
