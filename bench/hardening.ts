/**
 * The hardening benchmark. What: every reader of files from outside against inputs that are damaged
 * or made to do harm, and the commands that write against kills, full disks, read-only folders,
 * removed and torn files, jumps of the clock and second processes.
 *
 * Protocol: input n of a reader follows from the seed, the reader's name and n. A reader may answer
 * with a value or with a UserError; any other error, a death of its process, more than 60 seconds
 * for an input and more than 1 GiB of memory are faults. A command that was killed or hindered must
 * go on to what it makes undisturbed, or say in one sentence that names a file what is the matter,
 * and may lose nothing that was finished. Budget: about ten minutes of a processor for 1,000,000
 * inputs, twenty for the rest. The readers named "odd but right" are given files that are odd but
 * valid, made from what they must be read as: to refuse them or read them otherwise is a fault.
 *
 * Must show: no faults among at least 1,000,000 inputs, no losses among 200 kills and 150 others.
 *
 * Run: duygu bench hardening
 */
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { jsonText } from "../src/base/json.ts";
import { startProgress } from "../src/base/progress.ts";
import { textTable } from "../src/base/text.ts";
import { UserError } from "../src/base/user_error.ts";
import { fuzzReader, type FuzzResult } from "./hardening/fuzz_reader.ts";
import { allFuzzTargets, type FuzzTarget } from "./hardening/fuzz_targets.ts";
import { type HardeningRow, memoryRows, mergeRows } from "./hardening/hardening_rows.ts";
import { killCommands, tryFaults } from "./hardening/try_faults.ts";

/** The most memory that a reader's process may take. */
const MOST_MIB = 1024;

/** How much to try. */
export interface BenchHardeningOptions {
  /** Inputs of all readers together; 0 leaves them out. */
  inputs: number;
  /** Only these; all by default. */
  readers?: string[];
  /** Modules with further readers, as {@link allFuzzTargets} takes them. */
  modules: readonly string[];
  /** Minutes for the readers; what is not done by then is left out. */
  minutes: number;
  /** Random moments at which commands are killed; 0 leaves them out. */
  moments: number;
  /** How often each other fault is injected into each command; 0 leaves them out. */
  tries: number;
  seed: number;
  /** Whether the memory of everyday commands is measured; on Linux alone. */
  memory?: boolean;
  /** Where the JSON goes; rows not measured anew stay. */
  out: string;
  json?: boolean;
  quiet?: boolean;
  signal: AbortSignal;
  /** The command that a reader repeats. */
  command: string;
}

/** Runs the benchmark and prints its rows. Throws an Error where anything did harm. */
export async function benchHardening(options: BenchHardeningOptions): Promise<void> {
  const results = options.inputs > 0 ? await fuzzAll(options) : [];
  for (const { reader, faults } of results) {
    for (const { input, message } of faults) console.error(`${reader}, input ${input}: ${message}`);
  }
  const rows: HardeningRow[] = [];
  const add = async (measured: HardeningRow[]) => {
    rows.push(...measured);
    await write(measured, options);
  };
  if (results.length) await add(fuzzRows(results));
  if (options.moments > 0) await add(await killCommands(options));
  if (options.tries > 0) await add(await tryFaults(options));
  if (options.memory) await add(await memoryRows(options));
  console.log(options.json ? JSON.stringify({ rows }, null, 2) : tableOf(rows));
  const bad = rows.filter(({ figure, limit }) => limit !== null && figure > limit);
  if (bad.length) throw new Error(`${bad.map(({ what }) => what).join("; ")}: above the limit`);
}

/** After each part, so that one that fails does not take the others' rows with it. */
async function write(
  measured: HardeningRow[],
  { command, out }: BenchHardeningOptions,
): Promise<void> {
  const rows = withTotals(await mergeRows(out, measured));
  const environment = await describeEnvironment();
  await writeFileWhole(out, jsonText({ rows, environment, command }));
}

async function fuzzAll(options: BenchHardeningOptions): Promise<FuzzResult[]> {
  const { modules, inputs, minutes, seed, signal, quiet } = options;
  const targets = chosenTargets(await allFuzzTargets(modules), options.readers);
  const weights = targets.reduce((sum, { weight }) => sum + weight, 0);
  const endMs = performance.now() + minutes * 60_000;
  const progress = startProgress({ title: "inputs", total: inputs, quiet });
  const results: FuzzResult[] = [];
  let done = 0;
  for (const [at, { name, weight }] of targets.entries()) {
    // Each reader has its part of the time that is left, so that none is left out.
    const secondsLeft = (endMs - performance.now()) / 1000;
    const result = await fuzzReader({
      reader: name,
      modules,
      inputs: Math.ceil((weight * inputs) / weights),
      seed,
      signal,
      seconds: secondsLeft / (targets.length - at),
      onProgress: (own) => progress.update(Math.min(inputs, done + own), name),
    });
    done += result.inputs;
    results.push(result);
  }
  progress.stop();
  return results;
}

function chosenTargets(
  targets: readonly FuzzTarget[],
  names: string[] | undefined,
): readonly FuzzTarget[] {
  if (names === undefined) return targets;
  const known = targets.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`Expected --readers to hold ${known.join("; ")}, but found ${unknown}`);
  }
  return targets.filter(({ name }) => names.includes(name));
}

function fuzzRows(results: FuzzResult[]): HardeningRow[] {
  return results.flatMap((one) => [
    { what: `inputs: ${one.reader}`, figure: one.inputs, unit: "inputs", limit: null },
    { what: `refused: ${one.reader}`, figure: one.refused, unit: "inputs", limit: null },
    { what: `other errors: ${one.reader}`, figure: one.faults.length, unit: "inputs", limit: 0 },
    { what: `crashes: ${one.reader}`, figure: one.crashes.length, unit: "inputs", limit: 0 },
    { what: `hangs: ${one.reader}`, figure: one.hangs.length, unit: "inputs", limit: 0 },
    {
      what: `memory: ${one.reader}`,
      figure: Math.round(one.peakBytes / 2 ** 20),
      unit: "MiB",
      limit: MOST_MIB,
    },
  ]);
}

/** Sums at the end of the rows, each with the beginning of the rows that it sums. */
const TOTALS: (Pick<HardeningRow, "what" | "unit"> & { of: string })[] = [
  { what: "inputs of all readers", unit: "inputs", of: "inputs: " },
  { what: "kills of all commands", unit: "kills", of: "kills: " },
  { what: "other faults in all commands", unit: "tries", of: "tries, " },
];

/** The rows, the last ones the sums of all readers' and commands'. */
function withTotals(rows: HardeningRow[]): HardeningRow[] {
  const own = rows.filter(({ what }) => !TOTALS.some((total) => total.what === what));
  const totals = TOTALS.map(({ what, unit, of }) => {
    const summed = own.filter((row) => row.what.startsWith(of));
    return { what, figure: summed.reduce((sum, { figure }) => sum + figure, 0), unit, limit: null };
  });
  return [...own, ...totals];
}

function tableOf(rows: HardeningRow[]): string {
  return textTable(
    ["what", "figure", "unit", "limit"],
    rows.map(({ what, figure, unit, limit }) => [
      what,
      String(figure),
      unit,
      limit === null ? "-" : String(limit),
    ]),
    ["left", "right", "left", "right"],
  );
}
