/** For each network and precision all contenders stand at once, one busy at a time. */
import type { Precision } from "../../src/engine/precision.ts";
import { flops, type PublishedNetwork } from "./bench_networks.ts";
import type { Contender, Entrant } from "./contender.ts";
import { type EngineResult, engineRows, type Operation } from "./engine_result.ts";
import { interleave, type InterleaveOptions, measureGemmPeak, observeOthers } from "./timing.ts";

// Threads that wait for each other at barriers suffer most, so that even a little spoils a ratio.
const SHARED_LIMIT = 0.05;

/** What is measured, and how long. */
interface MeasureOptions {
  entrants: Entrant[];
  /** By id. */
  networks: Record<string, PublishedNetwork>;
  precisions: Precision[];
  protocol: InterleaveOptions;
  /** Epochs of each network that count; none where 0. */
  epochs: number;
  /** Called with what happens now, for people. */
  log: (line: string) => void;
}

/** What a run measures, without its environment and command. */
type Measured = Omit<EngineResult, "environment" | "command" | "protocol"> & {
  versions: Record<string, string>;
};

/** Measures everything requested; contenders that fail are named in `skipped`. */
export async function measureEngines(options: MeasureOptions): Promise<Measured> {
  const measured: Measured = { rows: [], gemmPeak: {}, skipped: [], notes: {}, versions: {} };
  for (const precision of options.precisions) {
    const entrants = options.entrants.filter((one) => one.precisions.includes(precision));
    options.log(`${precision}: this machine's limit in matrix products`);
    await withContenders(entrants, async (contenders) => {
      measured.gemmPeak[precision] = await measureGemmPeak(contenders, precision);
    });
    for (const [id, network] of Object.entries(options.networks)) {
      await withContenders(
        entrants,
        (contenders) =>
          measureNetwork({ id, network, precision, entrants, contenders }, options, measured),
      );
    }
  }
  return measured;
}

/** Creates contenders, lends them to `work`, and stops them whatever happens. */
async function withContenders(
  entrants: Entrant[],
  work: (contenders: Contender[]) => Promise<void>,
): Promise<void> {
  const contenders = entrants.map((entrant) => entrant.create());
  try {
    await work(contenders);
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

/** One network at one precision, and who competes. */
interface Heat {
  id: string;
  network: PublishedNetwork;
  precision: Precision;
  entrants: Entrant[];
  contenders: Contender[];
}

/** One operation, and how a contender does so many steps of it. */
interface Turn {
  operation: Operation;
  take: (contender: Contender, steps: number) => Promise<number[]>;
  flop: number;
  /** Where it is not that of all. */
  protocol?: InterleaveOptions;
}

async function measureNetwork(
  heat: Heat,
  options: MeasureOptions,
  measured: Measured,
): Promise<void> {
  const { id, network, precision, entrants } = heat;
  const place = { network: id, precision };
  const standing = await setUp(heat, options, measured);
  const engines = Object.fromEntries(
    entrants.flatMap(({ name, engine }) => engine === undefined ? [] : [[name, engine]]),
  );
  const flop = flops(network.network, network.batch);
  const peakGflops = measured.gemmPeak[precision]?.gflops;
  const { samples } = network;
  const epoch = { rounds: options.epochs, steps: 1, warmUpSteps: 0 };
  const turns: Turn[] = [
    { operation: "train", take: (one, steps) => one.train(steps), flop: flop.train },
    { operation: "predict", take: (one, steps) => one.predict(steps), flop: flop.predict },
    ...(samples === undefined || options.epochs === 0 ? [] : [{
      operation: "epoch" as const,
      take: (one: Contender, passes: number) => one.epoch(samples, passes),
      flop: flop.train * samples / network.batch,
      protocol: epoch,
    }]),
  ];
  for (const { operation, take, flop, protocol = options.protocol } of turns) {
    options.log(`${id} ${precision}: ${operation}`);
    const runners = Object.fromEntries(
      standing.map((one) => [one.name, (steps: number) => take(one, steps)]),
    );
    const { result: { rounds, failed }, othersShare } = await observeOthers(
      standing,
      () => interleave(runners, protocol),
    );
    warnWhereShared(othersShare, options.log);
    for (const [contender, reason] of Object.entries(failed)) {
      measured.skipped.push({ ...place, contender, reason });
    }
    const peakMemoryBytes = operation === "train" ? await memoryOf(standing, rounds) : {};
    measured.rows.push(...engineRows({
      ...place,
      operation,
      rounds,
      engines,
      othersShare,
      peakMemoryBytes,
      peakGflops,
      flop,
    }));
  }
}

/** Sets contenders up one after another; those that stand, all with the same parameters. */
async function setUp(
  { id, network, precision, contenders }: Heat,
  options: MeasureOptions,
  measured: Measured,
): Promise<Contender[]> {
  const standing: Contender[] = [];
  let parameters: number | undefined;
  for (const contender of contenders) {
    options.log(`${id} ${precision}: ${contender.name} sets up`);
    try {
      const report = await contender.setup(network.network, network.batch, precision);
      parameters ??= report.parameters;
      if (report.parameters !== parameters) {
        throw new Error(
          `Expected ${parameters} parameters, as ${standing[0].name} has, ` +
            `but found ${report.parameters}`,
        );
      }
      Object.assign(measured.versions, report.versions);
      (measured.notes[contender.name] ??= {})[`${id} ${precision}`] = report.note;
      standing.push(contender);
    } catch (error) {
      const reason = (error as Error).message;
      options.log(`${id} ${precision}: ${contender.name} is left out: ${reason}`);
      measured.skipped.push({ network: id, precision, contender: contender.name, reason });
      await contender.stop();
    }
  }
  return standing;
}

async function memoryOf(
  contenders: Contender[],
  rounds: Record<string, unknown>,
): Promise<Record<string, number>> {
  const bytes: Record<string, number> = {};
  for (const contender of contenders) {
    if (!(contender.name in rounds)) continue;
    bytes[contender.name] = (await contender.usage()).peakMemoryBytes;
  }
  return bytes;
}

function warnWhereShared(othersShare: number | null, log: (line: string) => void): void {
  if (othersShare !== null && othersShare > SHARED_LIMIT) {
    log(`Others took ${Math.round(othersShare * 100)} % of this machine: times are not to be used`);
  }
}
