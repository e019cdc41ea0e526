/** In: the folder of all runs. Out: the run whose network is asked where no other is named. */
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../base/json.ts";
import { pathExists } from "../base/files.ts";
import type { Protocol } from "../data/corpus.ts";
import { listFolders } from "../data/files.ts";
import { FINAL, readFinalFigures } from "./final_run.ts";
import { DamagedRunError } from "./manifest.ts";
import { modelOf } from "./model_name.ts";
import { readRun, type RunCorpus, type RunDescription } from "./read_run.ts";

/** A finished run with what is known of it. */
interface Candidate {
  run: RunDescription;
  /** Of the test part, or quoted; undefined where nothing can be read. */
  accuracy: number | undefined;
  protocol: Protocol;
  /** When its figures were written, milliseconds. */
  time: number;
}

/** Protocols whose figures hold for clips of people that the network has not met. */
const OF_STRANGERS: readonly Protocol[] = [
  ...["speaker", "speakerFolds", "speakerTextFolds", "crossCorpus", "official"] as const,
];

/** Only what is needed here: a run of an old version, or half read, is still a run. */
const figureSchema = z.looseObject({ accuracy: z.number().optional() });

/**
 * The best suitable run among those in `runsFolder` that were trained on `kind`; undefined where there
 * is none. In this order: real data before generated, all clips (`train --final`) before a part of
 * them, labelled clips before adapted ones (whose figures hold for their own speakers), figures of
 * people that the network has not met before others, then the best figure. That is of the network, a
 * mean over its folds and seeds, and above chance, for corpora differ in classes; of one network's
 * runs the newest is taken. Folders that are no such runs are passed over; for one that has changed
 * since it was finished DamagedRunError is thrown.
 */
export async function bestRun(
  runsFolder: string,
  kind: RunCorpus["kind"],
): Promise<RunDescription | undefined> {
  const found = await Promise.all(
    (await listFolders(runsFolder)).map((name) => candidate(join(runsFolder, name), kind)),
  );
  const candidates = found.filter((one) => one !== undefined);
  const skill = skills(candidates);
  const ranks = candidates.map((one) => {
    const { run: { config, corpus }, protocol, time } = one;
    const merits = [
      corpus.synthetic ? 0 : 1,
      config.final ? 1 : 0,
      config.pseudoLabelled ? 0 : 1,
      OF_STRANGERS.includes(protocol) ? 1 : 0,
      skill.get(groupOf(one)) ?? -1,
      time,
    ];
    return { run: one.run, merits };
  });
  ranks.sort((a, b) => {
    const at = a.merits.findIndex((merit, place) => merit !== b.merits[place]);
    return at < 0 ? (a.run.folder < b.run.folder ? -1 : 1) : b.merits[at] - a.merits[at];
  });
  return ranks[0]?.run;
}

async function candidate(
  folder: string,
  kind: RunCorpus["kind"],
): Promise<Candidate | undefined> {
  const isFinal = pathExists(join(folder, FINAL));
  const path = join(folder, isFinal ? FINAL : "metrics.json");
  const status = await Deno.stat(path).catch(() => undefined);
  if (!status) return undefined;
  const run = await readRun(folder).catch((error) => {
    // Another run in its place would answer without a word.
    if (error instanceof DamagedRunError) throw error;
    return undefined;
  });
  if (run?.corpus.kind !== kind) return undefined;
  const figures = isFinal ? await readFinalFigures(folder).catch(() => undefined) : undefined;
  const own = isFinal ? undefined : await readJson(path, figureSchema).catch(() => undefined);
  return {
    run,
    accuracy: figures?.lines[0].accuracy ?? own?.accuracy,
    protocol: run.config.protocol,
    time: status.mtime?.getTime() ?? 0,
  };
}

/** What runs of one network under one protocol share. */
function groupOf({ run: { config }, protocol }: Candidate): string {
  const { corpus, final, pseudoLabelled } = config;
  return JSON.stringify([corpus, modelOf(config), protocol, final, pseudoLabelled !== undefined]);
}

/** Mean accuracy above chance of each group: 1 is always right, 0 is guessing. */
function skills(candidates: readonly Candidate[]): Map<string, number> {
  const groups = Map.groupBy(candidates, groupOf);
  return new Map([...groups].map(([group, own]) => {
    const known = own.flatMap(({ accuracy, run }) => {
      const chance = 1 / run.corpus.classes.length;
      return accuracy === undefined ? [] : [(accuracy - chance) / (1 - chance)];
    });
    const sum = known.reduce((total, value) => total + value, 0);
    return [group, known.length ? sum / known.length : -1];
  }));
}
