import { join } from "node:path";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import type { Protocol } from "../data/corpus.ts";
import { listFolders } from "../data/files.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import { FINAL, readFinalFigures } from "./final_run.ts";
import { DamagedRunError, whyExported } from "./manifest.ts";
import { modelOf, variantTexts } from "./network_config.ts";
import type { RunConfig } from "./run_config.ts";
import {
  isRunLocked,
  readFinishedRun,
  readRun,
  type RunCorpus,
  type RunDescription,
} from "./runs.ts";

/**
 * How far a run came: broken ones cannot be read, and exported ones are no runs until they are
 * imported, as their `fault` says.
 */
export const runStates = ["finished", "running", "interrupted", "broken", "exported"] as const;

/**
 * How a run learned: from labelled clips, or also from the unlabelled ones that it is tested on, or
 * from all clips, so that it has no figures of its own.
 */
export const runKinds = ["inductive", "transductive", "final"] as const;

/** One run as `results` lists it; null where an unfinished or broken run has no such value. */
export interface ListedRun {
  /** The run's folder. */
  folder: string;
  /** The folder's own name. */
  name: string;
  state: typeof runStates[number];
  /** When its metrics, or else its config, were written; ISO 8601 in UTC. */
  time: string | null;
  corpus: string | null;
  synthetic: boolean | null;
  protocol: string | null;
  fold: string | null;
  seed: number | null;
  /** The kind of network. */
  network: RunConfig["network"]["kind"] | null;
  /** The network among those of its kind, see modelOf. */
  model: string | null;
  /** From what it starts and what it was trained on, see variantTexts; "" where as usual. */
  variant: string;
  /** "transductive" for a run that was adapted to the clips it is tested on; see runKinds. */
  kind: typeof runKinds[number] | null;
  /** What the figures take to be known of the test speakers. */
  knowledge: Knowledge | null;
  /** Test clips. */
  count: number | null;
  accuracy: number | null;
  /** Unweighted average recall, over the classes that occur. */
  macroRecall: number | null;
  macroF1: number | null;
  aucProbability: number | null;
  /** Whether its scores are only claimed by whoever trained its weights elsewhere. */
  claimed: boolean;
  /** Why a broken run cannot be read, or what to do with an exported one; "" for others. */
  fault: string;
}

/**
 * The runs directly in `runsFolder`, by name; none where the folder is missing. Folders without a
 * config.json are no runs and are passed over.
 */
export async function listRuns(runsFolder: string): Promise<ListedRun[]> {
  const names = (await listFolders(runsFolder))
    .filter((name) => pathExists(join(runsFolder, name, "config.json")));
  return await Promise.all(names.map((name) => describe(join(runsFolder, name), name)));
}

async function describe(folder: string, name: string): Promise<ListedRun> {
  const time = await writtenAt(join(folder, "metrics.json")) ??
    await writtenAt(join(folder, FINAL)) ??
    await writtenAt(join(folder, "config.json"));
  const unknown = {
    ...{ folder, name, time, corpus: null, synthetic: null, protocol: null, fold: null },
    ...{ seed: null, network: null, model: null, kind: null, knowledge: null, count: null },
    ...{ accuracy: null, macroRecall: null, macroF1: null, aucProbability: null },
    ...{ variant: "", claimed: false },
  };
  try {
    const { config, corpus, claimed = false } = await readRun(folder);
    const { protocol, fold, seed, network } = config;
    const described: Omit<ListedRun, "state"> = {
      ...{ ...unknown, corpus: corpus.id, synthetic: corpus.synthetic, protocol, fold, seed },
      ...{ network: network.kind, model: modelOf(config), fault: "" },
      variant: variantTexts(config).join(", "),
      kind: config.final ? "final" : config.pseudoLabelled ? "transductive" : "inductive",
    };
    const finished = await readFinishedRun(folder);
    if (await readFinalFigures(folder)) return { ...described, state: "finished", claimed };
    if (!finished) {
      return { ...described, state: await isRunLocked(folder) ? "running" : "interrupted" };
    }
    const { knowledge, count, accuracy, macroRecall, macroF1, aucProbability } = finished.metrics;
    return {
      ...{ ...described, state: "finished", claimed, knowledge, count },
      ...{ accuracy, macroRecall, macroF1, aucProbability },
    };
  } catch (error) {
    // Whatever is wrong with one run, the others are listed.
    const state = whyExported(folder) ? "exported" : "broken";
    return { ...unknown, state, fault: (error as Error).message };
  }
}

/** A sentence for each folder of `runsFolder` that `export` wrote: {@link bestRun} passes it over. */
export async function exportedNotes(runsFolder: string): Promise<string[]> {
  return (await listFolders(runsFolder)).flatMap((name) => {
    const folder = join(runsFolder, name);
    const why = whyExported(folder);
    return why ? [`Left out ${folder}: ${why}`] : [];
  });
}

async function writtenAt(path: string): Promise<string | null> {
  const status = await Deno.stat(path).catch(() => null);
  return status?.mtime?.toISOString() ?? null;
}

/** A finished run with what is known of it. */
interface Candidate {
  run: RunDescription;
  /** Of the test set, or quoted; undefined where nothing can be read. */
  accuracy: number | undefined;
  protocol: Protocol;
  /** When its figures were written, milliseconds. */
  time: number;
}

/** Protocols whose figures hold for clips of people that the network has not met. */
const OF_UNKNOWN_SPEAKERS: readonly Protocol[] = [
  ...["speaker", "speakerFolds", "speakerTextFolds", "crossCorpus", "official"] as const,
];

/** Only what is needed here: a run of an old version, or half read, is still a run. */
const figureSchema = z.looseObject({ accuracy: z.number().optional() });

/**
 * The best suitable run among those in `runsFolder` that were trained on `kind`; undefined where
 * there is none. In this order: real data before generated, measured scores before claimed ones,
 * whatever is claimed, all clips (`train --final`) before a part of them, labelled clips before
 * adapted ones (whose figures hold for their own speakers), figures of people that the network has
 * not met before others, then the best figure. That is of the network, a mean over its folds and
 * seeds, and above chance, for corpora differ in classes; of one network's runs the newest is
 * taken. Folders that are no such runs are passed over; for one
 * that has changed since it was finished DamagedRunError is thrown.
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
    const { run: { config, corpus, claimed }, protocol, time } = one;
    const merits = [
      corpus.synthetic ? 0 : 1,
      claimed ? 0 : 1,
      config.final ? 1 : 0,
      config.pseudoLabelled ? 0 : 1,
      OF_UNKNOWN_SPEAKERS.includes(protocol) ? 1 : 0,
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
function groupOf({ run: { config, claimed }, protocol }: Candidate): string {
  const { corpus, final, pseudoLabelled } = config;
  const isAdapted = pseudoLabelled !== undefined;
  return JSON.stringify([corpus, modelOf(config), protocol, final, isAdapted, claimed]);
}

/** Mean accuracy above chance of each group: 1 is always right, 0 is chance. */
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
