/**
 * In: a command that speaks the protocol of peers/protocol.py. Out: a contender in a process of
 * its own, so that its threads, its memory and its environment are its own.
 */
import { z } from "zod";
import type { Contender, Precision, SetupReport } from "./contender.ts";
import { type LineProcess, startLineProcess } from "./line_process.ts";
import type { BenchNetwork } from "./bench_network.ts";

/** What a process contender is. */
export interface ProcessContenderOptions {
  name: string;
  /** The program and its arguments. */
  command: string[];
  /** What the protocol's setup calls variant, such as "xla". */
  variant: string;
}

// OpenBLAS settings that a machine may carry for other programs would slow NumPy-based peers.
const NOT_INHERITED = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

const setupSchema = z.object({
  parameters: z.int().positive(),
  versions: z.record(z.string(), z.string()),
});
const choiceSchema = z.object({ train: z.string(), predict: z.string() });
const timesSchema = z.object({ ms: z.array(z.number().positive()).min(1) });
const trainSchema = timesSchema.extend({
  // JSON has no NaN, so a diverged or broken step fails here.
  loss: z.number().nonnegative(),
});
const usageSchema = z.object({
  peakMemoryBytes: z.int().positive(),
  cpuS: z.number().nonnegative(),
});

/**
 * A contender behind a process. Setup tries all the process's ways to do a step and takes the
 * fastest of each, then starts afresh with those alone, so that the peak memory is theirs.
 */
export function processContender(options: ProcessContenderOptions): Contender {
  const { name, command, variant } = options;
  const environment = { ...Deno.env.toObject(), PYTHONUNBUFFERED: "1" };
  for (const key of NOT_INHERITED) delete (environment as Record<string, string>)[key];
  let running: LineProcess | undefined;
  let ways = { train: "", predict: "" };
  const process = () => running ??= startLineProcess({ name, command, environment });
  const stop = async () => {
    const ending = running;
    running = undefined;
    await ending?.stop();
  };

  async function setup(network: BenchNetwork, batch: number, precision: Precision) {
    const request = { op: "setup", network, batch, precision, variant };
    await process().ask(request, setupSchema);
    ways = await process().ask({ op: "choose" }, choiceSchema);
    await stop();
    const report = await process().ask(request, setupSchema);
    const note = `train by ${ways.train}, predict by ${ways.predict}`;
    return { ...report, note } satisfies SetupReport;
  }

  return {
    name,
    setup,
    stop,
    train: async (steps) =>
      (await process().ask({ op: "train", way: ways.train, steps }, trainSchema)).ms,
    epoch: async (samples, passes) =>
      (await process().ask({ op: "epoch", way: ways.train, samples, passes }, timesSchema)).ms,
    predict: async (steps) =>
      (await process().ask({ op: "predict", way: ways.predict, steps }, timesSchema)).ms,
    gemm: async (size, precision, steps) =>
      (await process().ask({ op: "gemm", size, precision, variant, steps }, timesSchema)).ms,
    usage: () => process().ask({ op: "usage" }, usageSchema),
  };
}
