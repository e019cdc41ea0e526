/**
 * The engine benchmark. What: train step, prediction and epoch of paper S's four networks (table 2)
 * and train step and prediction of paper F's MobileNet, ours on each engine against Keras (default
 * and XLA) and PyTorch (eager, bf16 both ways, torch.compile where requested), and the share of
 * this machine's measured limit in matrix products.
 *
 * Protocol: one process a contender, all standing at once, one busy at a time. Each round gives
 * every contender a turn of 2 untimed and then --steps timed steps; the order rotates; the first
 * round does not count. Medians, minima and quartiles are of all timed steps; the ratio's spread is
 * of the rounds' ratios. Memory layouts and entry points: each contender's fastest, by trial. The
 * batch is noise, already in memory. An epoch is a pass over as many samples as the published
 * training set has, with shuffling and feeding (our feed, model.fit, a DataLoader), after one that
 * does not count; MobileNet's would be 450 of its steps. Budget: about 2 minutes a network and
 * precision on two cores, and minutes more for each where torch.compile takes part.
 *
 * Must show: train step of turev in float32 at most 0.9 of the fastest peer, bf16 at most 0.9 of
 * PyTorch's bf16, prediction at most 1.0, peak memory at most theirs.
 *
 * Run: duygu bench engine --install-peers
 */
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { didYouMean } from "../src/base/text.ts";
import { UserError } from "../src/base/user_error.ts";
import { nvidiaGpus } from "../src/engine/hardware.ts";
import { precisions } from "../src/engine/precision.ts";
import { provisionTensorflow } from "../src/engine/tensorflow/provision.ts";
import { provisionPlugin } from "../src/engine/xla/plugin.ts";
import { renderPng } from "../src/plot/render.ts";
import { type NetworkId, publishedNetworks } from "./engine/bench_networks.ts";
import type { Entrant } from "./engine/contender.ts";
import { openEngineFile, type StoredEngineResult, timedRows } from "./engine/engine_result.ts";
import { engineChart, engineTable } from "./engine/engine_table.ts";
import { measureEngines } from "./engine/measure_engines.ts";
import { findPeerPython, installPeers } from "./engine/peers.ts";
import { ourEntrants, pythonPeers } from "./engine/process_contender.ts";

/** What to measure, and how long. */
export interface BenchEngineOptions {
  /** Ours, such as "tensorflow". */
  engines: string[];
  /** A Python that holds the peers; else the installed one. */
  python?: string;
  /** First makes a Python with the peers, by `python` where it is given. */
  installPeers?: boolean;
  networks: string[];
  precisions: string[];
  /** Only contenders of these names; all where absent. */
  only?: string[];
  rounds: number;
  steps: number;
  /** Epochs of each speech network that count; none where 0. */
  epochs: number;
  /** True has torch.compile take part, which takes minutes a network to start. */
  torchCompile?: boolean;
  /** Where the JSON goes, the chart beside it. */
  out: string;
  /** True prints the rows as JSON instead of a table. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

const TORCH_COMPILE = "torch-compile";
/** Of another device than the others; they take part where they are requested by --only. */
const ON_GPUS = ["torch-cuda", "torch-cuda-compile", "jax-cuda"];
// Enough to refill the caches and wake the threads, by trial.
const WARM_UP_STEPS = 2;

/**
 * Runs the benchmark. Rows that `out` holds of other networks, operations, precisions and engines
 * stay in it, so that a part may be measured anew.
 * Throws UserError for an unknown network, precision or contender, and where `out` is malformed.
 */
export async function benchEngine(options: BenchEngineOptions): Promise<void> {
  const networks = Object.fromEntries(
    chosen("--networks", options.networks, Object.keys(publishedNetworks) as NetworkId[])
      .map((id) => [id, publishedNetworks[id]]),
  );
  const compared = chosen("--precisions", options.precisions, [...precisions]);
  const file = await openEngineFile(options.out);
  const log = (line: string) => options.quiet || console.error(line);
  if (options.installPeers) await installPeers(options.python);
  const python = options.installPeers ? undefined : options.python;
  const asked = new Set(options.only);
  const all = [...ourEntrants(options.engines), ...await peers(python, log)]
    .filter(({ name }) => name !== TORCH_COMPILE || options.torchCompile || asked.has(name))
    .filter(({ name }) => !ON_GPUS.includes(name) || asked.has(name));
  const names = all.map((one) => one.name);
  const only: string[] = options.only ? chosen("--only", options.only, names) : names;
  // Our processes may fetch nothing.
  if (options.engines.includes("tensorflow")) await provisionTensorflow(log);
  if (options.engines.includes("xla")) Deno.env.set("DUYGU_PJRT", await provisionPlugin(log));
  const loadBefore = Deno.loadavg()[0];
  const protocol = { rounds: options.rounds, steps: options.steps, warmUpSteps: WARM_UP_STEPS };
  const { versions, ...measured } = await measureEngines({
    entrants: all.filter((one) => only.includes(one.name)),
    networks,
    precisions: compared,
    protocol,
    epochs: options.epochs,
    log,
  });
  const gpus = await nvidiaGpus();
  const environment = await describeEnvironment({ versions, loadBefore, gpus });
  const { command } = options;
  const merged = await file.add({ ...measured, protocol, environment, command });
  const chart = options.out.replace(/(\.json)?$/, ".png");
  const { rows, gemmPeak } = measured;
  await writeFileWhole(
    chart,
    // A page of small charts is large enough as it is.
    await renderPng(engineChart(timedRows(merged.rows), titleOf(merged)), { scale: 1 }),
  );
  log(`Wrote ${options.out} and ${chart}`);
  if (options.json) {
    console.log(JSON.stringify({ rows, gemmPeak }, null, 2));
    return;
  }
  console.log(engineTable(rows, gemmPeak));
  for (const [precision, peak] of Object.entries(gemmPeak)) {
    if (peak) console.log(`GEMM peak ${precision}: ${peak.gflops.toFixed(0)} GFLOP/s (${peak.by})`);
  }
}

/** The chart's title, with each machine that one of its rows was measured on. */
function titleOf({ rows, environment }: StoredEngineResult): string {
  const machines = rows.filter(({ times }) => times !== undefined).map(({ earlier }) => {
    const { cpu, cores, gpus } = earlier?.environment ?? environment;
    return [`${cpu}, ${cores} cores`, ...(gpus as string[] | undefined) ?? []].join(" and ");
  });
  return ["Milliseconds a batch or an epoch", ...new Set(machines)].join("; ");
}

/** The named items, each one of `known`. Throws UserError for another. */
function chosen<T extends string>(flag: string, names: string[], known: T[]): T[] {
  return names.map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined) {
      const end = didYouMean(name, known);
      throw new UserError(`Expected ${flag} to hold ${known.join(", ")}, but found ${name}${end}`);
    }
    return found;
  });
}

async function peers(
  asked: string | undefined,
  log: (line: string) => void,
): Promise<Entrant[]> {
  const python = await findPeerPython(asked);
  const found = python ? pythonPeers(python) : [];
  if (found.length === 0) {
    log(
      "No peers: " +
        (python ? `${python.program} holds neither Keras nor PyTorch` : "no Python was named") +
        "; --install-peers sets them up, --python names a Python that has them",
    );
  }
  return found;
}
