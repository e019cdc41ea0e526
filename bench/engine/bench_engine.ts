/** In: the command line's options. Out: a table on standard output, a JSON file and a chart. */
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { UserError } from "../../src/base/user_error.ts";
import { writeFileWhole } from "../../src/base/write_file_whole.ts";
import { renderPng } from "../../src/plot/render_png.ts";
import type { Precision } from "./contender.ts";
import type { EngineResult } from "./engine_result.ts";
import { engineChart } from "./engine_chart.ts";
import { engineTable } from "./engine_table.ts";
import type { Entrant } from "./entrant.ts";
import { findPeerPython } from "./find_peer_python.ts";
import { measureEngines } from "./measure_engines.ts";
import { type NetworkId, publishedNetworks } from "./published_networks.ts";
import { pythonPeers } from "./python_peers.ts";

/** See the flags of bench/engine.ts. */
export interface BenchEngineOptions {
  /** Our own entrants, one an engine. */
  ours: Entrant[];
  python?: string;
  networks: string[];
  precisions: string[];
  /** Only contenders of these names; all where absent. */
  only?: string[];
  rounds: number;
  steps: number;
  /** Where the JSON goes. */
  json: string;
  /** The command that a reader repeats. */
  command: string;
}

// Enough to refill the caches and wake the threads, by trial.
const WARM_UP_STEPS = 2;

/** Runs the benchmark. Throws UserError for an unknown network, precision or contender. */
export async function benchEngine(options: BenchEngineOptions): Promise<EngineResult> {
  const networks = Object.fromEntries(
    chosen("--networks", options.networks, Object.keys(publishedNetworks) as NetworkId[])
      .map((id) => [id, publishedNetworks[id]]),
  );
  const precisions: Precision[] = chosen(
    "--precisions",
    options.precisions,
    ["float32", "bfloat16"],
  );
  const log = (line: string) => console.error(line);
  const all = [...options.ours, ...await peers(options.python, log)];
  const names = all.map((one) => one.name);
  const only: string[] = options.only ? chosen("--only", options.only, names) : names;
  const loadBefore = Deno.loadavg()[0];
  const protocol = { rounds: options.rounds, steps: options.steps, warmUpSteps: WARM_UP_STEPS };
  const { versions, ...measured } = await measureEngines({
    entrants: all.filter((one) => only.includes(one.name)),
    networks,
    precisions,
    protocol,
    log,
  });
  const environment = await describeEnvironment({ versions, loadBefore });
  const result = { ...measured, protocol, environment, command: options.command };
  await writeFileWhole(options.json, JSON.stringify(result, null, 2) + "\n");
  const chart = options.json.replace(/(\.json)?$/, ".png");
  const title = `Milliseconds a batch, ${environment.cpu}, ${environment.cores} cores`;
  await writeFileWhole(chart, await renderPng(engineChart(result.rows, title)));
  log(`Wrote ${options.json} and ${chart}`);
  console.log(engineTable(result.rows, result.gemmPeak));
  for (const [precision, peak] of Object.entries(result.gemmPeak)) {
    if (peak) console.log(`GEMM peak ${precision}: ${peak.gflops.toFixed(0)} GFLOP/s (${peak.by})`);
  }
  return result;
}

/** The named items, each one of `known`. Throws UserError for another. */
function chosen<T extends string>(flag: string, names: string[], known: T[]): T[] {
  return names.map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined) {
      throw new UserError(`Expected ${flag} to hold ${known.join(", ")}, but found ${name}`);
    }
    return found;
  });
}

async function peers(asked: string | undefined, log: (line: string) => void): Promise<Entrant[]> {
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
