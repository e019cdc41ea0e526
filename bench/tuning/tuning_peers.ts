/**
 * Other optimisers: their packages, and their runs. What an optimiser of one version finds on one
 * problem from one seed does not change, so a run is kept in the cache folder and read the next
 * time.
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { cacheFolder, pathExists, readText, sha256, writeFileWhole } from "../../src/base/files.ts";
import { readJson } from "../../src/base/json.ts";
import { tuningPeersFolder } from "../../src/base/permitted_programs.ts";
import { environmentIn, provisionPython } from "../../src/base/python.ts";
import { createRandom } from "../../src/base/random.ts";
import { UserError } from "../../src/base/user_error.ts";
import { randomPoint } from "../../src/bayesopt/design_points.ts";
import { configurationSchema } from "../../src/bayesopt/space.ts";
import { decodePoint } from "../../src/bayesopt/unit_cube.ts";
import { type LineProcess, startLineProcess } from "../engine/process_contender.ts";
import { observe, type TuningProblem } from "./problems.ts";

/** Each peer's title. */
export const tuningPeers = {
  skopt: "scikit-optimize",
  "optuna-tpe": "Optuna TPE",
  "optuna-gp": "Optuna GP",
  botorch: "BoTorch",
  smac: "SMAC",
} as const;

/** A peer's id. */
export type TuningPeerId = keyof typeof tuningPeers;

/** One run: [call] what was told, the function without noise, and how long the question took. */
export interface TuningRun {
  told: number[];
  values: number[];
  /** From the value before to the question, in milliseconds of processor time. */
  askTellMs: number[];
}

const runSchema: z.ZodType<TuningRun> = z.object({
  told: z.array(z.number()),
  values: z.array(z.number()),
  askTellMs: z.array(z.number()),
});

/** An optimiser that runs on any problem. */
export interface TuningContender {
  id: string;
  title: string;
  versions: Record<string, string>;
  /** Runs of different lanes may go on at once. */
  run(problem: TuningProblem, seed: number, calls: number, lane: number): Promise<TuningRun>;
}

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * The Python of the peers' environment, made and filled by pip where it is not there yet, about
 * 3 GB. Throws UserError where that fails.
 */
export async function installTuningPeers(say: (sentence: string) => void): Promise<string> {
  const requirements = await readText(fileOf("requirements.txt"));
  const { python } = await provisionPython({
    folder: tuningPeersFolder(),
    // Other versions are installed anew.
    name: sha256(requirements).slice(0, 8),
    packages: (await readText(fileOf("requirements.in"))).trim().split("\n"),
    requirements: fileOf("requirements.txt"),
    purpose: "the peers of tuning",
  }, say);
  return python;
}

/** What a peer's process answers: a question, or times after the last one. */
const answerSchema = z.union([
  z.object({ ask: configurationSchema }),
  z.object({ ms: z.array(z.number()) }),
]);

/** Running peers. */
interface StartedPeers {
  contenders: TuningContender[];
  /** Those that the Python does not hold, and why. */
  missing: { peer: string; reason: string }[];
  /** Ends all processes; no run may be under way. */
  stop(): Promise<void>;
}

/**
 * The peers that `python`, or the installed environment's, holds. A lane's runs have one process,
 * which is started for its first run that is not kept.
 */
export async function startTuningPeers(
  ids: readonly TuningPeerId[],
  python: string = environmentIn(tuningPeersFolder()).python,
): Promise<StartedPeers> {
  const script = fileOf("peers.py");
  const source = sha256(await readText(script));
  const lanes = new Map<number, LineProcess>();
  const start = () =>
    startLineProcess({
      name: "peers.py",
      command: [python, script],
      environment: Deno.env.toObject(),
    });
  const process = (lane: number) => {
    if (!lanes.has(lane)) lanes.set(lane, start());
    return lanes.get(lane)!;
  };
  const converse = async (
    id: TuningPeerId,
    lane: number,
    ...what: [TuningProblem, number, number]
  ) => {
    try {
      return await conversation(process(lane), id, ...what);
    } catch (error) {
      // Whatever it was about to answer, the next run starts afresh.
      const failed = lanes.get(lane);
      lanes.delete(lane);
      await failed?.stop();
      throw error;
    }
  };
  const contenders: TuningContender[] = [];
  const missing: StartedPeers["missing"] = [];
  for (const id of ids) {
    const title = tuningPeers[id];
    try {
      const request = { op: "versions", peer: id };
      const versions = await process(0).ask(request, z.record(z.string(), z.string()));
      const identity = [id, versions, source];
      contenders.push({
        id,
        title,
        versions,
        run: (problem, seed, calls, lane) =>
          keptRun(
            [identity, fingerprint(problem), seed, calls],
            () => converse(id, lane, problem, seed, calls),
          ),
      });
    } catch (error) {
      await lanes.get(0)?.stop();
      lanes.delete(0);
      const reason = (error as Error).message;
      missing.push({
        peer: title,
        reason: `Expected ${python} to hold ${title} (--install-peers installs it), but: ${reason}`,
      });
    }
  }
  const stop = async () => {
    for (const line of lanes.values()) await line.stop();
  };
  return { contenders, missing, stop };
}

/** Lets a peer ask for `calls` values. */
async function conversation(
  line: LineProcess,
  peer: TuningPeerId,
  problem: TuningProblem,
  seed: number,
  calls: number,
): Promise<TuningRun> {
  const run: TuningRun = { told: [], values: [], askTellMs: [] };
  const request = { op: "run", peer, space: problem.space, calls, seed };
  let answer = await line.ask(request, answerSchema);
  while ("ask" in answer) {
    run.values.push(problem.evaluate(answer.ask));
    run.told.push(observe(problem, answer.ask, seed, run.told.length));
    answer = await line.ask({ op: "tell", value: run.told.at(-1)! }, answerSchema);
  }
  if (run.told.length !== calls) {
    throw new UserError(
      `Expected ${tuningPeers[peer]} to ask ${calls} times on ${problem.title}, but it asked ` +
        `${run.told.length} times`,
    );
  }
  return { ...run, askTellMs: answer.ms };
}

/** Space, noise, and values at some points: what tells a changed problem from the former one. */
export function fingerprint(problem: TuningProblem): string {
  const { id, space, noiseStd } = problem;
  const random = createRandom(0, "fingerprint");
  const values = Array.from(
    { length: 20 },
    () => problem.evaluate(decodePoint(space, randomPoint(space, random))),
  );
  return sha256(JSON.stringify({ id, space, noiseStd, values }));
}

/** The run that is kept under `key`, or a new one, kept from then on. */
export async function keptRun(
  key: unknown[],
  compute: () => Promise<TuningRun>,
): Promise<TuningRun> {
  const path = cacheFolder("tuning-peers-runs", `${sha256(JSON.stringify(key))}.json`);
  if (pathExists(path)) return await readJson(path, runSchema);
  const run = await compute();
  await writeFileWhole(path, JSON.stringify(run) + "\n");
  return run;
}
