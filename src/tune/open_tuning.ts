/** In: a study's folder and what is tuned. Out: the open study, or in which way it is another one. */
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { type JournalEvent, readJournal, type StudyDefinitionInput } from "../bayesopt/journal.ts";
import { openStudy, type OpenStudyOptions, type Study } from "../bayesopt/study.ts";
import { studyFile } from "./study_files.ts";

/** How a study of tuning is opened. */
export interface OpenTuningOptions extends Pick<OpenStudyOptions, "maxTrials" | "maxSeconds"> {
  folder: string;
  definition: StudyDefinitionInput;
  mode: "new" | "resume" | "either";
}

/**
 * Opens or begins the study in the folder; one that was begun without a trial is as good as new.
 * Throws a UserError where it does not fit.
 */
export async function openTuning(options: OpenTuningOptions): Promise<Study> {
  const { folder, definition, mode, maxTrials, maxSeconds } = options;
  const path = join(folder, studyFile.journal);
  const events = pathExists(path) ? await readJournal(path) : [];
  const hasTrials = events.length > 1;
  if (events.length === 0 && pathExists(join(folder, studyFile.description))) {
    throw new UserError(
      `Expected the study in ${folder} to have its ${studyFile.journal}, but it is gone or empty; ` +
        "put it back, or choose another folder",
    );
  }
  if (mode === "new" && hasTrials) {
    throw new UserError(`There is a study in ${folder}; --resume goes on with it`);
  }
  if (mode === "resume" && events.length === 0) {
    throw new UserError(`Expected a study in ${folder} to go on with, but there is none`);
  }
  const wanted = asBegun(events[0], definition);
  refuseOtherSubject(path, events[0], wanted);
  // Trials run in other processes, whose deaths executors count. That this one died, by a kill or a
  // power cut, says nothing against the trial that ran meanwhile, however often.
  const maxAttempts = Infinity;
  return await openStudy({
    ...{ path, definition: wanted, mode: "either", maxTrials, maxSeconds, maxAttempts },
  });
}

/** Studies that were begun before their engine was kept go on without one. */
function asBegun(
  head: JournalEvent | undefined,
  definition: StudyDefinitionInput,
): StudyDefinitionInput {
  const { engine, ...older } = definition.subject ?? {};
  const isKept = head?.event !== "study" || "engine" in head.definition.subject;
  return engine === undefined || isKept ? definition : { ...definition, subject: older };
}

function refuseOtherSubject(
  path: string,
  head: JournalEvent | undefined,
  { subject = {} }: StudyDefinitionInput,
): void {
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
