import { join } from "node:path";
import { z } from "zod";
import { describeEnvironment } from "../base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import {
  type JournalEvent,
  readJournal,
  type StudyDefinition,
  type StudyDefinitionInput,
} from "../bayesopt/journal.ts";
import { openStudy, type OpenStudyOptions, type Study } from "../bayesopt/study.ts";
import { incumbent, type Trial } from "../bayesopt/trial.ts";
import { exportTrials } from "../bayesopt/trial_table.ts";
import type { Corpus } from "../data/corpus.ts";
import { renderPng, renderSvg } from "../plot/render.ts";
import type { RunConfig } from "../train/run_config.ts";
import { proposedConfig } from "./search_space.ts";
import { studyPlots } from "./study_plots.ts";
import { limitsText, OBJECTIVE, type TuningSubject } from "./trial_task.ts";

/** A study as its files tell it. */
export interface DescribedStudy {
  folder: string;
  corpus: Pick<Corpus, "id" | "title" | "classes" | "kind" | "synthetic">;
  subject: TuningSubject;
  definition: StudyDefinition;
}

/** Names of the files in a study's folder. */
export const studyFile = {
  journal: "journal.jsonl",
  description: "study.json",
  trials: "trials.csv",
  best: "best.config.json",
  final: "final",
} as const;

const sessionsSchema = z.looseObject({ sessions: z.array(z.unknown()).default([]) });

/** Writes study.json; each session that works on the study adds its environment and command. */
export async function writeDescription(
  { folder, corpus, subject, definition }: DescribedStudy,
  session: Record<string, unknown>,
): Promise<void> {
  const path = join(folder, studyFile.description);
  const { id, title, classes, kind, synthetic } = corpus;
  const { space, settings, pruner } = definition;
  const { sessions } = pathExists(path) ? await readJson(path, sessionsSchema) : { sessions: [] };
  const description = {
    version: 1,
    ...(synthetic ? { synthetic: "SYNTHETIC: generated data, not comparable with speech" } : {}),
    corpus: { id, title, classes, kind, synthetic },
    protocol: subject.config.protocol,
    objective: `${OBJECTIVE} in nats, lowest of a trial's epochs; ` +
      `above ln(${classes.length}), the loss at chance, it bends towards 2 ln(${classes.length})`,
    testPart: "never loaded by a trial",
    reduced: limitsText(subject) ?? null,
    subject,
    ...{ space, settings, pruner },
    sessions: [...sessions, await describeEnvironment(session)],
  };
  await writeFileWhole(path, JSON.stringify(description, null, 2) + "\n");
}

/** The configuration of the best trial with all the epochs it proposed; undefined without one. */
export function bestConfig(
  subject: TuningSubject,
  trials: readonly Trial[],
): RunConfig | undefined {
  const best = incumbent(trials);
  return best && proposedConfig(subject.config, best.parameters);
}

/** Writes trials.csv and, once a trial has finished, best.config.json. */
export async function writeTrials(
  { folder, subject, definition }: DescribedStudy,
  trials: readonly Trial[],
): Promise<void> {
  const table = exportTrials(definition.space, trials);
  await writeFileWhole(join(folder, studyFile.trials), table);
  const config = bestConfig(subject, trials);
  if (config === undefined) return;
  await writeFileWhole(join(folder, studyFile.best), JSON.stringify(config, null, 2) + "\n");
}

/** Draws the study as SVG and PNG; returns false where too few trials have finished. */
export async function drawStudy(
  { folder, corpus, subject, definition }: DescribedStudy,
  trials: readonly Trial[],
): Promise<boolean> {
  if (trials.filter(({ state }) => state === "finished").length < 2) return false;
  const limits = limitsText(subject);
  const plots = studyPlots(definition, trials, {
    title: limits ? `${corpus.title}, ${limits}` : corpus.title,
    objective: OBJECTIVE,
    synthetic: corpus.synthetic,
  });
  for (const [name, plot] of Object.entries(plots)) {
    await writeFileWhole(join(folder, `${name}.svg`), await renderSvg(plot));
    await writeFileWhole(join(folder, `${name}.png`), await renderPng(plot));
  }
  return true;
}

/** How a study of tuning is opened. */
interface OpenTuningOptions extends Pick<OpenStudyOptions, "maxTrials" | "maxSeconds"> {
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
    throw new UserError(`There is a study in ${folder}; --resume continues it`);
  }
  if (mode === "resume" && events.length === 0) {
    throw new UserError(`Expected a study in ${folder} to resume, but there is none`);
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
