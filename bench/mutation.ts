/**
 * Mutation testing: changes src in small ways, one at a time, and runs the tests that reach the
 * change by their imports. What no test notices survives and is listed: there a test is missing, or
 * the change changes nothing. Mutants are drawn at random among all of the folders'.
 *
 * Run: deno task mutation [--mutants 60] [--seed 1] [--folders metrics,dsp] [--out FILE]
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { createRandom } from "../src/base/random.ts";
import { UserError } from "../src/base/user_error.ts";
import { listFilesBelow } from "./hardening/run_injected.ts";
import { applyMutant, importGraph, mutantsOf } from "./mutation/mutants.ts";
import { openTrials, type PlacedMutant, type Trial } from "./mutation/try_mutants.ts";

const FOLDERS = ["metrics", "bayesopt", "data", "train", "dsp"];
/** Of test files; a mutant that makes them take so many seconds is taken for an endless loop. */
const LIMITS = { nearest: { tests: 6, seconds: 90 }, around: { tests: 6, seconds: 180 } };

/** `count` of `mutants`, all where there are fewer, drawn by `seed`; in the order of their places. */
export function drawMutants(
  mutants: readonly PlacedMutant[],
  count: number,
  seed: number,
): PlacedMutant[] {
  const random = createRandom(seed, "mutants");
  const numbers = mutants.map((_, index) => index);
  const drawn = numbers.splice(0).map((index) => ({ index, key: random.uniform() }))
    .sort((a, b) => a.key - b.key).slice(0, count);
  return drawn.map(({ index }) => index).sort((a, b) => a - b).map((index) => mutants[index]);
}

/** A mutant in one line: its place, and the line before and after. */
export function describeMutant(mutant: PlacedMutant, source: string): string {
  const from = source.lastIndexOf("\n", mutant.start - 1) + 1;
  const end = source.indexOf("\n", mutant.end);
  const to = end < 0 ? source.length : end;
  const changed = applyMutant(source, mutant).slice(
    from,
    to + mutant.replacement.length - (mutant.end - mutant.start),
  );
  const inOneLine = (text: string) => text.trim().replace(/\s+/g, " ");
  const before = inOneLine(source.slice(from, to));
  return `${mutant.path}:${mutant.line}  ${before}  →  ${inOneLine(changed)}`;
}

/** The TypeScript files of src and bench below `root`, by path from there. */
function readSources(root: string): Map<string, string> {
  return new Map(
    ["src", "bench"].flatMap((folder) =>
      listFilesBelow(join(root, folder)).filter((path) => path.endsWith(".ts"))
        .map((path): [string, string] => [
          `${folder}/${path}`,
          Deno.readTextFileSync(join(root, folder, path)),
        ])
    ),
  );
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new UserError(`Expected ${flag} to be a whole number, but found ${text}`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      mutants: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      folders: { type: "string", default: FOLDERS.join() },
      out: { type: "string" },
    },
  });
  const root = fileURLToPath(new URL("..", import.meta.url));
  const sources = readSources(root);
  const folders = values.folders.split(",");
  const all = [...sources]
    .filter(([path]) =>
      folders.some((folder) => path.startsWith(`src/${folder}/`)) &&
      !/_test\.ts$|\/testing\//.test(path)
    )
    .flatMap(([path, source]) => mutantsOf(source).map((mutant) => ({ ...mutant, path })));
  const seed = wholeNumber("--seed", values.seed);
  const drawn = drawMutants(all, wholeNumber("--mutants", values.mutants), seed);
  console.log(`${drawn.length} of ${all.length} mutants of src/{${folders.join()}}, seed ${seed}`);
  const trials = await openTrials(root, importGraph(sources), LIMITS);
  const done: Trial[] = [];
  try {
    for (const mutant of drawn) {
      const trial = await trials.attempt(mutant);
      done.push(trial);
      const { outcome, seconds, tests } = trial;
      const place = describeMutant(mutant, sources.get(mutant.path)!);
      const from = tests.length ? `by ${tests.length} tests` : "no test reaches it";
      console.log(`${done.length} ${outcome} (${seconds.toFixed(1)} s, ${from}): ${place}`);
    }
  } finally {
    await trials.dispose();
  }
  const survivors = done.filter(({ outcome }) => outcome === "survived")
    .map(({ mutant }) => describeMutant(mutant, sources.get(mutant.path)!));
  const killed = done.length - survivors.length;
  console.log(`\nSurvivors:\n${survivors.join("\n") || "none"}`);
  console.log(
    `\n${killed} of ${done.length} killed (${(100 * killed / done.length).toFixed(1)} %)`,
  );
  if (values.out) {
    const rows = [{ what: "mutants killed", figure: killed / done.length, unit: "share" }];
    const result = {
      rows,
      mutants: done.length,
      of: all.length,
      killed,
      folders,
      seed,
      survivors,
      command: `deno task mutation ${Deno.args.join(" ")}`,
      environment: await describeEnvironment(),
    };
    await writeFileWhole(values.out, JSON.stringify(result, null, 2) + "\n");
  }
}
