/**
 * In: a checkout and mutants of its modules. Out: which of them its tests notice. All happens in a
 * copy with a cache of its own, so that neither the checkout nor what Duygu keeps is touched.
 */
import { join } from "node:path";
import { cacheFolder, pathExists } from "../../src/base/files.ts";
import { applyMutant, type ImportGraph, type Mutant, nearestTests } from "./mutants.ts";

/** A mutant and the module that it changes, by its path in the checkout. */
export interface PlacedMutant extends Mutant {
  path: string;
}

/** What became of a mutant. */
export interface Trial {
  mutant: PlacedMutant;
  /** "killed" by a failing test, "timeout" where the tests took far longer than they should. */
  outcome: "killed" | "timeout" | "survived";
  /** The tests that were run, nearest first. */
  tests: string[];
  seconds: number;
}

/** How many test files each round has at most, and how long they may take without a mutant. */
export interface TrialLimits {
  /** Those next to the module: all of the least distance. */
  nearest: RoundLimits;
  /** Those around, which are only asked where no near one notices. */
  around: RoundLimits;
}

interface RoundLimits {
  tests: number;
  /** The first test of a round is run whatever it takes. */
  seconds: number;
}

/** A test file that takes longer without a mutant is left out, as is one that fails. */
const UNCHANGED_S = 60;

/** So many times slower than without a mutant, and so many seconds more, is endless. */
const SLOWER = { times: 4, seconds: 10 };

/** Tests here start programs, browsers or servers: too slow for a round unless nothing else is. */
const SLOW =
  /^src\/((cli|notebook|report|plot|tune|web)\/|[^/]+$)|final_run_test|^bench\/|^main_test|_kill_test/;

/**
 * Copies `checkout`, `copies` times, for mutants; so many can be tried at once. `dispose` removes
 * them.
 */
export async function openTrials(
  checkout: string,
  graph: ImportGraph,
  limits: TrialLimits,
  copies = 1,
) {
  const root = await Deno.makeTempDir({ prefix: "duygu-mutation-" });
  const free: string[] = [];
  for (let number = 0; number < copies; number++) {
    const copy = join(root, `${number}`, "checkout");
    await Deno.mkdir(copy, { recursive: true });
    for await (const { name } of Deno.readDir(checkout)) {
      if (["src", "bench"].includes(name)) await copyFolder(join(checkout, name), join(copy, name));
      else if (name !== ".git") await Deno.symlink(join(checkout, name), join(copy, name));
    }
    free.push(copy);
  }
  const frozen = pathExists(join(checkout, "deno.lock")) ? ["--frozen"] : [];
  /** Seconds of a test file without a mutant; Infinity where it fails. */
  const usual = new Map<string, Promise<number>>();

  const run = async (copy: string, tests: readonly string[], patienceS: number) => {
    const beside = join(copy, "..");
    const cache = await freshCache(join(beside, "cache"));
    const startMs = performance.now();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", ...frozen, "-A", "--quiet", "--fail-fast", ...tests],
      cwd: copy,
      env: { DUYGU_CACHE: cache, TMPDIR: beside, NO_COLOR: "1" },
      stdout: "null",
      stderr: "null",
    }).spawn();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, patienceS * 1000);
    const { success } = await child.status;
    clearTimeout(timer);
    const seconds = (performance.now() - startMs) / 1000;
    return { outcome: isLate ? "timeout" : success ? "survived" : "killed", seconds } as const;
  };

  /** What a test takes in the unchanged `copy`. */
  const usualSeconds = (copy: string, test: string): Promise<number> => {
    if (!usual.has(test)) {
      usual.set(
        test,
        run(copy, [test], UNCHANGED_S).then(({ outcome, seconds }) =>
          outcome === "survived" ? seconds : Infinity
        ),
      );
    }
    return usual.get(test)!;
  };

  /** The first of `tests` that pass without a mutant and stay within the limits. */
  const roundOf = async (copy: string, tests: readonly string[], limit: RoundLimits) => {
    const round = { tests: [] as string[], seconds: 0 };
    for (const test of tests) {
      if (round.tests.length === limit.tests) break;
      const seconds = await usualSeconds(copy, test);
      const isAffordable = round.seconds + seconds <= limit.seconds || round.tests.length === 0;
      if (seconds === Infinity || !isAffordable) continue;
      round.tests.push(test);
      round.seconds += seconds;
    }
    return round;
  };

  const tryIn = async (copy: string, mutant: PlacedMutant): Promise<Trial> => {
    const trial: Trial = { mutant, outcome: "survived", tests: [], seconds: 0 };
    const path = join(copy, mutant.path);
    const source = await Deno.readTextFile(path);
    const reaching = nearestTests(graph, mutant.path);
    const quick = reaching.filter((test) => !SLOW.test(test.path));
    const usable = quick.length ? quick : reaching;
    const near = usable.filter(({ distance }) => distance === usable[0].distance);
    for (const name of ["nearest", "around"] as const) {
      const candidates = (name === "nearest" ? near : usable).map((test) => test.path)
        .filter((test) => !trial.tests.includes(test))
        .slice(0, 2 * limits[name].tests);
      const { tests, seconds: usualS } = await roundOf(copy, candidates, limits[name]);
      if (tests.length === 0) continue;
      await Deno.writeTextFile(path, applyMutant(source, mutant));
      const { outcome, seconds } = await run(
        copy,
        tests,
        SLOWER.times * usualS + SLOWER.seconds,
      ).finally(() => Deno.writeTextFile(path, source));
      trial.seconds += seconds;
      trial.outcome = outcome;
      trial.tests.push(...tests);
      if (outcome !== "survived") break;
    }
    return trial;
  };

  return {
    /** Makes the change, runs the tests, and takes it back; `copies` of these at once. */
    async attempt(mutant: PlacedMutant): Promise<Trial> {
      const copy = free.pop();
      if (copy === undefined) throw new Error(`Expected at most ${copies} attempts at once`);
      try {
        return await tryIn(copy, mutant);
      } finally {
        free.push(copy);
      }
    },
    dispose: () => Deno.remove(root, { recursive: true }),
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

/**
 * A cache in which a mutant's features cannot meet another's: only the engine's library is kept.
 */
async function freshCache(folder: string): Promise<string> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder);
  if (!pathExists(cacheFolder())) return folder;
  for await (const { name } of Deno.readDir(cacheFolder())) {
    if (/^(tensorflow|fonts)/.test(name)) {
      await Deno.symlink(cacheFolder(name), join(folder, name));
    }
  }
  return folder;
}
