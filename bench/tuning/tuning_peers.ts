/**
 * Other optimisers: their packages, and their runs. What an optimiser of one version finds on one
 * problem from one seed does not change, so a run is kept in the cache folder and read the next
 * time.
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { cacheFolder, pathExists, readText, sha256, writeFileWhole } from "../../src/base/files.ts";
import { readJson } from "../../src/base/json.ts";
import { createRandom } from "../../src/base/random.ts";
import { UserError } from "../../src/base/user_error.ts";
import { randomPoint } from "../../src/bayesopt/design_points.ts";
import { type Configuration, configurationSchema } from "../../src/bayesopt/space.ts";
import { decodePoint } from "../../src/bayesopt/unit_cube.ts";
import { runVisibly } from "../engine/peers.ts";
import { type LineProcess, startLineProcess } from "../engine/process_contender.ts";
import { observe, type TuningProblem } from "./problems.ts";

const SHARED = ["numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.1"];

/** Each peer's title and what pip installs for it. */
export const tuningPeers = {
  skopt: { title: "scikit-optimize", packages: ["scikit-optimize==0.10.2", ...SHARED] },
  "optuna-tpe": { title: "Optuna TPE", packages: ["optuna==5.0.0", ...SHARED] },
  "optuna-gp": { title: "Optuna GP", packages: ["optuna==5.0.0", "torch==2.13.0", ...SHARED] },
  botorch: { title: "BoTorch", packages: ["botorch==0.18.1", "torch==2.13.0", ...SHARED] },
  smac: { title: "SMAC", packages: ["smac==2.4.1", ...SHARED] },
} as const;

/** A peer's id. */
export type TuningPeerId = keyof typeof tuningPeers;

/** One run: [call] what was told, the function without noise, and how long the question took. */
export interface TuningRun {
  told: number[];
  values: number[];
  /** From the value before to the question, in milliseconds. */
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
  run(problem: TuningProblem, seed: number, calls: number): Promise<TuningRun>;
  stop(): Promise<void>;
}

/** The Python of the environment that {@link installTuningPeers} makes. */
function installedPython(): string {
  return Deno.build.os === "windows"
    ? cacheFolder("tuning-peers", "Scripts", "python.exe")
    : cacheFolder("tuning-peers", "bin", "python");
}

/**
 * Makes the environment with `base` (a Python 3.11 or later) and installs each peer into it by pip;
 * `log` is told of those that cannot be. About 3 GB. Throws UserError where no environment is made.
 */
export async function installTuningPeers(
  ids: TuningPeerId[],
  base: string | undefined,
  log: (line: string) => void,
): Promise<void> {
  await runVisibly([base ?? "python3", "-m", "venv", cacheFolder("tuning-peers")]);
  for (const id of ids) {
    const { title, packages } = tuningPeers[id];
    try {
      await runVisibly([installedPython(), "-m", "pip", "install", ...packages]);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log(`${title} cannot be installed: ${error.message}`);
    }
  }
}

const script = fileURLToPath(new URL("peers.py", import.meta.url));

/** What a peer's process answers: a question, or times after the last one. */
const answerSchema = z.union([
  z.object({ ask: configurationSchema }),
  z.object({ ms: z.array(z.number()) }),
]);

/**
 * Starts a peer with `python`, or with the installed environment's.
 * Throws UserError where that Python is missing or does not hold its packages.
 */
export async function startTuningPeer(
  id: TuningPeerId,
  python: string | undefined,
): Promise<TuningContender> {
  const { title } = tuningPeers[id];
  const program = python ?? installedPython();
  let line: LineProcess | undefined;
  try {
    line = startLineProcess({
      name: title,
      command: [program, script],
      environment: Deno.env.toObject(),
    });
    const request = { op: "versions", peer: id };
    const versions = await line.ask(request, z.record(z.string(), z.string()));
    const identity = [id, versions, sha256(await readText(script))];
    const talk = line;
    return {
      id,
      title,
      versions,
      stop: talk.stop,
      run: (problem, seed, calls) =>
        keptRun(
          [identity, fingerprint(problem), seed, calls],
          () => converse(talk, id, problem, seed, calls),
        ),
    };
  } catch (error) {
    await line?.stop();
    throw new UserError(
      `Expected ${program} to hold ${title} (--install-peers installs it), but starting it ` +
        `failed: ${(error as Error).message}`,
    );
  }
}

/** Lets a peer ask for `calls` values. */
async function converse(
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
  return { ...run, askTellMs: answer.ms };
}

/** Space, noise, and values at some points: what tells a changed problem from the former one. */
export function fingerprint(problem: TuningProblem): string {
  const { id, space, noiseStd } = problem;
  const random = createRandom(0, "fingerprint");
  const values = Array.from(
    { length: 20 },
    () => problem.evaluate(decodePoint(space, randomPoint(space, random)) as Configuration),
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
