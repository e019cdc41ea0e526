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
import { openTrials, type PlacedMutant } from "./mutation/try_mutants.ts";

const FOLDERS = ["metrics", "bayesopt", "data", "train", "dsp"];
/** Of test files, which take most of the time: an unnoticed mutant costs both rounds. */
const LIMITS = { nearest: { tests: 6, seconds: 20 }, around: { tests: 6, seconds: 20 } };

/**
 * `count` of `mutants`, all where there are fewer, drawn by `seed`; in the order of their places.
 */
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

/** What --out holds. */
interface MutationResult {
  rows: { what: string; figure: number; unit: string }[];
  mutants: number;
  /** All that could have been drawn. */
  of: number;
  killed: number;
  folders: string[];
  seed: number;
  survivors: string[];
  command: string;
  environment: unknown;
  /** Of the survivors: what tests that were written since have killed. */
  again?: { killed: number; survivors: string[]; environment: unknown };
}

/** Tries `mutants`, some at once, and says what becomes of each; those that survived, as lines. */
async function survivorsOf(
  mutants: readonly PlacedMutant[],
  root: string,
  sources: ReadonlyMap<string, string>,
  jobs: number,
): Promise<string[]> {
  const trials = await openTrials(root, importGraph(sources), LIMITS, jobs);
  const survivors: string[] = [];
  const left = [...mutants];
  const work = async () => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const { outcome, seconds, tests } = await trials.attempt(mutant);
      const place = describeMutant(mutant, sources.get(mutant.path)!);
      if (outcome === "survived") survivors.push(place);
      const from = tests.length ? `by ${tests.length} tests` : "no test reaches it";
      console.log(`${outcome} (${seconds.toFixed(1)} s, ${from}): ${place}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    await trials.dispose();
  }
  return survivors.sort();
}

/** A described mutant without its line, which moves when something above it changes. */
const withoutLine = (place: string) => place.replace(/:\d+ {2}/, "  ");

const share = (killed: number, all: number) =>
  `${killed} of ${all} killed (${(100 * killed / all).toFixed(1)} %)`;

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      mutants: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      folders: { type: "string", default: FOLDERS.join() },
      jobs: { type: "string", default: "2" },
      out: { type: "string" },
      again: { type: "string" },
    },
  });
  const root = fileURLToPath(new URL("..", import.meta.url));
  const sources = readSources(root);
  const seed = wholeNumber("--seed", values.seed);
  const jobs = Math.max(1, wholeNumber("--jobs", values.jobs));
  const earlier: MutationResult | undefined = values.again &&
    JSON.parse(await Deno.readTextFile(values.again));
  const folders = earlier?.folders ?? values.folders.split(",");
  const all = [...sources]
    .filter(([path]) =>
      folders.some((folder) => path.startsWith(`src/${folder}/`)) &&
      !/_test\.ts$|\/testing\//.test(path)
    )
    .flatMap(([path, source]) => mutantsOf(source).map((mutant) => ({ ...mutant, path })));
  if (earlier) {
    const wanted = new Set(earlier.survivors.map(withoutLine));
    const places = all.map((mutant) =>
      withoutLine(describeMutant(mutant, sources.get(mutant.path)!))
    );
    const tried = all.filter((_, index) => wanted.has(places[index]));
    const gone = earlier.survivors.filter((place) => !places.includes(withoutLine(place)));
    const unnoticed = new Set((await survivorsOf(tried, root, sources, jobs)).map(withoutLine));
    // Where a line stands twice in a file, neither is killed until both are; nor is one that is
    // gone.
    const survivors = earlier.survivors.filter((place) => unnoticed.has(withoutLine(place)));
    const killed = earlier.mutants - survivors.length - gone.length;
    console.log(`\nSurvivors:\n${survivors.join("\n") || "none"}`);
    if (gone.length) console.log(`\nNo longer in the source:\n${gone.join("\n")}`);
    console.log(`\nAt first ${share(earlier.killed, earlier.mutants)}`);
    console.log(`By now ${share(killed, earlier.mutants)}`);
    const result: MutationResult = {
      ...earlier,
      rows: [
        earlier.rows[0],
        {
          what: "the same mutants killed, after tests for survivors",
          figure: killed / earlier.mutants,
          unit: "share",
        },
      ],
      again: {
        killed,
        survivors: [...survivors, ...gone.map((place) => `${place}  (no longer in the source)`)],
        environment: await describeEnvironment(),
      },
    };
    await writeFileWhole(values.again!, JSON.stringify(result, null, 2) + "\n");
    Deno.exit(0);
  }
  const drawn = drawMutants(all, wholeNumber("--mutants", values.mutants), seed);
  console.log(`${drawn.length} of ${all.length} mutants of src/{${folders.join()}}, seed ${seed}`);
  const environment = await describeEnvironment();
  const survivors = await survivorsOf(drawn, root, sources, jobs);
  const killed = drawn.length - survivors.length;
  console.log(`\nSurvivors:\n${survivors.join("\n") || "none"}`);
  console.log(`\n${share(killed, drawn.length)}`);
  if (values.out) {
    const rows = [{ what: "mutants killed", figure: killed / drawn.length, unit: "share" }];
    const result: MutationResult = {
      rows,
      mutants: drawn.length,
      of: all.length,
      killed,
      folders,
      seed,
      survivors,
      command: `deno task mutation ${Deno.args.join(" ")}`,
      environment,
    };
    await writeFileWhole(values.out, JSON.stringify(result, null, 2) + "\n");
  }
}
