/**
 * The tuning benchmark. What: the optimiser that paper S used, scikit-optimize's gp_minimize with
 * acq_func "EI" and 50 calls, against ours and random search.
 *
 * Protocol: Branin and Hartmann-6, the lowest value after --calls evaluations, seeds 0…--seeds - 1,
 * all optimisers with their defaults (10 initial points each; ours were settled on other seeds).
 * Then the time from told values to the next point for 15, 30 and 50 observations of table 2's
 * space, ours and scikit-optimize taking turns on the same observations, one thread each, median of
 * --rounds; and ours alone for 2000. Budget: 7 minutes with scikit-optimize, 1 without.
 *
 * Must show: medians no worse than scikit-optimize's; ratio at most 0.2; 2000 in seconds.
 *
 * Run: duygu bench tuning --python PYTHON
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { textTable } from "../src/base/text.ts";
import { UserError } from "../src/base/user_error.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { branin, hartmann6 } from "../src/bayesopt/test_functions.ts";
import { findPeerPython } from "./engine/find_peer_python.ts";
import { type LineProcess, startLineProcess } from "./engine/line_process.ts";
import { compareMinima } from "./tuning/compare_minima.ts";
import { timeAskTell, timeManyObservations } from "./tuning/time_ask_tell.ts";
import type { AskTellTimes, SkoptPeer, TuningRow } from "./tuning/tuning_result.ts";

const OBSERVATIONS = [15, 30, 50];
const MANY_OBSERVATIONS = 2000;

/** scikit-optimize's process and its packages' versions. */
interface RunningPeer extends SkoptPeer {
  versions: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts scikit-optimize; undefined where no Python is known, or it does not hold the package. */
async function startPeer(python?: string): Promise<RunningPeer | undefined> {
  const found = await findPeerPython(python);
  if (!found) return undefined;
  const script = fileURLToPath(new URL("parity/skopt_peer.py", import.meta.url));
  const line: LineProcess = startLineProcess({
    name: "scikit-optimize",
    command: [found.program, script],
    environment: Deno.env.toObject(),
  });
  const milliseconds = z.object({ ms: z.number() });
  const best = z.object({ best: z.number() });
  try {
    return {
      versions: await line.ask({ op: "versions" }, z.record(z.string(), z.string())),
      minimise: async (problem, calls, seed) =>
        (await line.ask({ op: "minimise", problem, calls, seed }, best)).best,
      time: async (points, values, seed) =>
        (await line.ask({ op: "time", points, values, seed }, milliseconds)).ms,
      stop: line.stop,
    };
  } catch (error) {
    await line.stop();
    if (python) throw new UserError(`--python ${python}: ${(error as Error).message}`);
    return undefined;
  }
}

/** What to measure, and how long. */
export interface BenchTuningOptions {
  /** A Python that holds scikit-optimize; else the installed one. */
  python?: string;
  seeds: number;
  /** Evaluations of a test function. */
  calls: number;
  /** Timed turns for each number of observations. */
  rounds: number;
  /** Where the JSON goes. */
  out: string;
  /** True prints the result as JSON instead of tables. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** Runs the benchmark. Throws UserError where the named Python does not run. */
export async function benchTuning(options: BenchTuningOptions): Promise<void> {
  const peer = await startPeer(options.python);
  const log = (line: string) => options.quiet || console.error(line);
  if (!peer) log("No Python with scikit-optimize found (--python): ours alone");
  const loadBefore = Deno.loadavg()[0];
  const rows: TuningRow[] = [];
  for (const objective of [branin, hartmann6]) {
    rows.push(await compareMinima(objective, options, peer, log));
  }
  const times = await timeAskTell(OBSERVATIONS, options.rounds, peer);
  const many = timeManyObservations(MANY_OBSERVATIONS);
  await peer?.stop();
  const result = {
    rows,
    askTellRatio: times.ratio,
    askTellMs: { ours: times.oursMs, skopt: times.skoptMs },
    manyObservations: { observations: MANY_OBSERVATIONS, ...many },
    environment: await describeEnvironment({ versions: peer?.versions ?? {}, loadBefore }),
    command: options.command,
  };
  const json = JSON.stringify(result, null, 2);
  await writeFileWhole(options.out, json + "\n");
  console.log(options.json ? json : `${minimaTable(rows)}\n${timesTable(times, many)}`);
}

function minimaTable(rows: TuningRow[]): string {
  return textTable(
    ["problem", "minimum", "ours median", "scikit-optimize median", "random median"],
    rows.map((row) => [
      row.problem,
      row.minimum.toFixed(5),
      row.oursMedian.toFixed(5),
      row.skoptMedian?.toFixed(5) ?? "-",
      row.randomMedian.toFixed(5),
    ]),
    ["left", "right", "right", "right", "right"],
  );
}

function timesTable(times: AskTellTimes, many: { firstS: number; nextS: number }): string {
  const rows = Object.keys(times.oursMs).map((count) => [
    count,
    times.oursMs[count].toFixed(1),
    times.skoptMs[count]?.toFixed(1) ?? "-",
    times.ratio[count]?.toFixed(3) ?? "-",
  ]);
  const last = (seconds: number) => [(seconds * 1000).toFixed(0), "-", "-"];
  return textTable(
    ["observations", "ours ms", "scikit-optimize ms", "ratio"],
    [
      ...rows,
      [`${MANY_OBSERVATIONS}`, ...last(many.firstS)],
      [`${MANY_OBSERVATIONS + 1}`, ...last(many.nextS)],
    ],
    ["right", "right", "right", "right"],
  );
}
