/** In: a study's folder. Out: the files in it: what is tuned, the trials, the best, the pictures. */
import { join } from "node:path";
import { describeEnvironment } from "../base/describe_environment.ts";
import { readJson } from "../base/json.ts";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { exportTrials } from "../bayesopt/trial_table.ts";
import type { StudyDefinition } from "../bayesopt/journal.ts";
import { studyPlots } from "../bayesopt/study_plots.ts";
import { incumbent, type Trial } from "../bayesopt/trial.ts";
import type { Corpus } from "../data/corpus.ts";
import { renderPng } from "../plot/render_png.ts";
import { renderSvg } from "../plot/render_svg.ts";
import type { RunConfig } from "../train/run_config.ts";
import { z } from "zod";
import { proposedConfig } from "./search_space.ts";
import { limitsText, OBJECTIVE, type TuningSubject } from "./tuning_subject.ts";

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
    ...(synthetic ? { synthetic: "SYNTHETIC: generated data, figures say nothing of speech" } : {}),
    corpus: { id, title, classes, kind, synthetic },
    protocol: subject.config.protocol,
    objective: `${OBJECTIVE} in nats, lowest of a trial's epochs; ` +
      `above ln(${classes.length}), guessing, it bends towards 2 ln(${classes.length})`,
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
