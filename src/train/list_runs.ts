/** In: the folder of all runs. Out: what each run is and how far it came. */
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { listFolders } from "../data/files.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import { FINAL, readFinalFigures } from "./final_run.ts";
import { isRunLocked } from "./lock_run.ts";
import { isClaimed } from "./manifest.ts";
import { modelOf } from "./model_name.ts";
import { readFinishedRun, readRun } from "./read_run.ts";
import type { RunConfig } from "./run_config.ts";

/** How far a run came: broken ones cannot be read, as their `fault` says. */
export const runStates = ["finished", "running", "interrupted", "broken"] as const;

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
  /** Why a broken run cannot be read; "" for others. */
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
    claimed: false,
  };
  try {
    const { config, corpus } = await readRun(folder);
    const { protocol, fold, seed, network } = config;
    const described: Omit<ListedRun, "state"> = {
      ...{ ...unknown, corpus: corpus.id, synthetic: corpus.synthetic, protocol, fold, seed },
      ...{ network: network.kind, model: modelOf(config), fault: "" },
      kind: config.final ? "final" : config.pseudoLabelled ? "transductive" : "inductive",
    };
    const finished = await readFinishedRun(folder);
    if (await readFinalFigures(folder)) return { ...described, state: "finished" };
    if (!finished) {
      return { ...described, state: await isRunLocked(folder) ? "running" : "interrupted" };
    }
    const { knowledge, count, accuracy, macroRecall, macroF1, aucProbability } = finished.metrics;
    return {
      ...{ ...described, state: "finished", knowledge, count },
      ...{ accuracy, macroRecall, macroF1, aucProbability },
      claimed: await isClaimed(folder),
    };
  } catch (error) {
    // Whatever is wrong with one run, the others are listed.
    return { ...unknown, state: "broken", fault: (error as Error).message };
  }
}

async function writtenAt(path: string): Promise<string | null> {
  const status = await Deno.stat(path).catch(() => null);
  return status?.mtime?.toISOString() ?? null;
}
