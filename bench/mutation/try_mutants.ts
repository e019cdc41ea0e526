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

/** How many test files each round has, and how long it may take. */
export interface TrialLimits {
  /** Those next to the module: all of the least distance. */
  nearest: { tests: number; seconds: number };
  /** Those around, which are only asked where no near one notices. */
  around: { tests: number; seconds: number };
}

/** What a test file may take without a mutant, on however busy a machine. */
const UNCHANGED_S = 900;

/** So many times slower than without a mutant is endless. */
const SLOWER = 4;

/** Tests here start programs, browsers or servers: too slow for a round unless nothing else is. */
const SLOW = /^src\/(cli|notebook|report|plot|tune|web)\/|^bench\/|^main_test|_kill_test/;

/** Copies `checkout` for mutants; `dispose` removes it. */
export async function openTrials(checkout: string, graph: ImportGraph, limits: TrialLimits) {
  const root = await Deno.makeTempDir({ prefix: "duygu-mutation-" });
  const copy = join(root, "checkout");
  await Deno.mkdir(copy);
  for await (const { name } of Deno.readDir(checkout)) {
    if (["src", "bench"].includes(name)) await copyFolder(join(checkout, name), join(copy, name));
    else if (name !== ".git") await Deno.symlink(join(checkout, name), join(copy, name));
  }
  const frozen = pathExists(join(copy, "deno.lock")) ? ["--frozen"] : [];
  /** Seconds of a test file without a mutant; Infinity where it fails. */
  const sound = new Map<string, Promise<number>>();

  /** Runs tests; where one fails, its file, as far as the output tells. */
  const run = async (tests: readonly string[], patienceS: number) => {
    const cache = await freshCache(join(root, "cache"));
    const startMs = performance.now();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", ...frozen, "-A", "--quiet", "--fail-fast", ...tests],
      cwd: copy,
      env: { DUYGU_CACHE: cache, TMPDIR: root, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, patienceS * 1000);
    const { success, stdout } = await child.output();
    clearTimeout(timer);
    const seconds = (performance.now() - startMs) / 1000;
    const failed = [...new TextDecoder().decode(stdout).matchAll(/(?:=>|from) \.\/(\S+_test\.ts)/g)]
      .map(([, path]) => path).filter((path) => tests.includes(path));
    const outcome = isLate ? "timeout" : success ? "survived" : "killed";
    return { outcome, seconds, failed: [...new Set(failed)] } as const;
  };

  /** Those of the tests, said to have noticed a mutant, that fail in the unchanged copy too. */
  const brokenOf = async (tests: readonly string[]): Promise<string[]> => {
    const broken: string[] = [];
    for (const test of tests) {
      if (!sound.has(test)) {
        sound.set(
          test,
          run([test], UNCHANGED_S).then(({ outcome, seconds }) =>
            outcome === "survived" ? seconds : Infinity
          ),
        );
      }
      if (await sound.get(test) === Infinity) broken.push(test);
    }
    return broken;
  };

  const roundsFor = (path: string): { tests: string[]; seconds: number }[] => {
    const reaching = nearestTests(graph, path);
    const quick = reaching.filter((test) => !SLOW.test(test.path));
    const usable = quick.length ? quick : reaching;
    const near = usable.filter(({ distance }) => distance === usable[0].distance)
      .slice(0, limits.nearest.tests);
    const around = usable.filter((test) => !near.includes(test)).slice(0, limits.around.tests);
    return [
      { tests: near.map((test) => test.path), seconds: limits.nearest.seconds },
      { tests: around.map((test) => test.path), seconds: limits.around.seconds },
    ].filter(({ tests }) => tests.length > 0);
  };

  return {
    /** Makes the change, runs the tests, and takes it back. */
    async attempt(mutant: PlacedMutant): Promise<Trial> {
      const path = join(copy, mutant.path);
      const source = await Deno.readTextFile(path);
      const trial: Trial = { mutant, outcome: "survived", tests: [], seconds: 0 };
      for (const { tests, seconds: patienceS } of roundsFor(mutant.path)) {
        let left = tests;
        let patience = patienceS;
        while (left.length > 0) {
          await Deno.writeTextFile(path, applyMutant(source, mutant));
          const { outcome, seconds, failed } = await run(left, patience)
            .finally(() => Deno.writeTextFile(path, source));
          trial.seconds += seconds;
          trial.outcome = outcome;
          if (outcome === "survived") break;
          // What fails without the change as well says nothing of it.
          const broken = await brokenOf(failed.length ? failed : left);
          if (broken.length === 0) {
            if (outcome === "timeout") {
              // A busy machine is slow too: an endless loop takes many times what it took without.
              const usualS = (await Promise.all(left.map((test) => sound.get(test)!)))
                .reduce((sum, cost) => sum + cost, 0);
              if (usualS * SLOWER > patience) {
                patience = usualS * SLOWER;
                continue;
              }
            }
            break;
          }
          trial.outcome = "survived";
          left = left.filter((test) => !broken.includes(test));
        }
        trial.tests.push(...left);
        if (trial.outcome !== "survived") break;
      }
      return trial;
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
