/**
 * How small and quick the speech networks are. What: parameters and time per epoch of each network
 * on one corpus, against EmotionUnet's.
 *
 * Protocol: the corpus's random split, each network in its own configuration, with its augmentation
 * and batches, in float32; an epoch is all steps over the training set, without validation. After
 * one epoch each to warm up, the networks take turns, so that a slow spell of the machine meets
 * all. The figure is the median over the rounds, and its ratio to EmotionUnet's.
 *
 * Budget: about a minute a round on two cores.
 *
 * Run: duygu bench networks turev
 */
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { interruptSignal } from "../src/base/interrupt_signal.ts";
import { jsonText } from "../src/base/json.ts";
import { quantile } from "../src/base/statistics.ts";
import { markdownTable, textTable } from "../src/base/text.ts";
import type { Corpus } from "../src/data/corpus.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import { currentEngine } from "../src/engine/select_engine.ts";
import { defaultConfig } from "../src/train/default_config.ts";
import { loadExamples } from "../src/train/examples.ts";
import { createTraining, type Training } from "../src/train/fit.ts";
import { type ModelName, modelTitle } from "../src/train/network_config.ts";
import { splitRun } from "../src/train/plan_run.ts";
import type { RunConfig } from "../src/train/run_config.ts";
import { learningRateAt } from "../src/train/schedule.ts";

/** What is measured. */
export interface BenchNetworksOptions {
  corpus: string;
  /** Beside EmotionUnet. */
  models: readonly ModelName[];
  /** Timed epochs of each network. */
  rounds: number;
  dataRoot?: string;
  /** Where `${out}.json` and `${out}.md` go. */
  out: string;
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** One network's size and speed. */
export interface NetworkRow {
  network: string;
  parameters: number;
  /** Clips a step. */
  batchSize: number;
  /** Of each round. */
  epochsMs: number[];
  medianMs: number;
  /** To EmotionUnet's. */
  parametersRatio: number;
  timeRatio: number;
}

const REFERENCE: ModelName = "emotionUnet";

/** Measures, writes the table and prints it. Throws UserError where the corpus is not found. */
export async function benchNetworks(options: BenchNetworksOptions): Promise<void> {
  const corpus = await requireCorpus(options.corpus, options);
  const contenders = [];
  for (const model of [REFERENCE, ...options.models]) {
    contenders.push(await prepare(corpus, model, options));
  }
  try {
    const rows = rowsOf(contenders, await takeTurns(contenders, options));
    await write(rows, corpus, options);
    console.log(options.json ? JSON.stringify(rows, null, 2) : textTable(HEADER, rows.map(cells)));
  } finally {
    contenders.forEach(({ training }) => training.dispose());
  }
}

interface Contender {
  model: ModelName;
  config: RunConfig;
  training: Training;
}

async function prepare(
  corpus: Corpus,
  model: ModelName,
  options: BenchNetworksOptions,
): Promise<Contender> {
  const config = defaultConfig(corpus, { model });
  const split = await splitRun(corpus, config, options);
  const { train } = await loadExamples(corpus, split, config.features, options);
  return { model, config, training: createTraining(config, train, corpus.classes.length) };
}

/** [contender][round], in milliseconds. */
async function takeTurns(
  contenders: readonly Contender[],
  { rounds, quiet }: BenchNetworksOptions,
): Promise<number[][]> {
  const signal = interruptSignal();
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, contender] of contenders.entries()) {
      const tookMs = await trainEpoch(contender, round + 1, signal);
      if (round > 0) times[at].push(tookMs);
      if (quiet) continue;
      const what = round > 0 ? `round ${round} of ${rounds}` : "warming up";
      console.error(`${modelTitle(contender.model)}, ${what}: ${Math.round(tookMs)} ms`);
    }
  }
  return times;
}

async function trainEpoch(
  { config, training: { feed, learner } }: Contender,
  epoch: number,
  signal: AbortSignal,
): Promise<number> {
  const start = performance.now();
  let step = 0;
  for await (const batch of feed.epoch(epoch)) {
    signal.throwIfAborted();
    const passed = epoch - 1 + step++ / feed.steps;
    await learner.trainStep(batch, {
      learningRate: learningRateAt(config.training, passed, config.training.learningRate),
      dropoutSeed: [config.seed, epoch * feed.steps + step],
    });
  }
  return performance.now() - start;
}

function rowsOf(contenders: readonly Contender[], times: readonly number[][]): NetworkRow[] {
  const medians = times.map((epochsMs) => quantile(epochsMs, 0.5));
  const counts = contenders.map(({ training }) => training.network.countParams());
  return contenders.map(({ model, config }, at) => ({
    network: modelTitle(model),
    parameters: counts[at],
    batchSize: config.training.batchSize,
    epochsMs: times[at],
    medianMs: medians[at],
    parametersRatio: counts[at] / counts[0],
    timeRatio: medians[at] / medians[0],
  }));
}

const HEADER = [
  "network",
  "parameters",
  "of EmotionUnet's",
  "epoch, s",
  "of EmotionUnet's",
  "fastest to slowest, s",
];

function cells(row: NetworkRow): string[] {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const { epochsMs } = row;
  return [
    row.network,
    row.parameters.toLocaleString("en"),
    row.parametersRatio.toPrecision(2),
    seconds(row.medianMs),
    row.timeRatio.toFixed(3),
    `${seconds(Math.min(...epochsMs))} to ${seconds(Math.max(...epochsMs))}`,
  ];
}

async function write(
  rows: readonly NetworkRow[],
  corpus: Corpus,
  { out, command, rounds }: BenchNetworksOptions,
): Promise<void> {
  const environment = await describeEnvironment({ engine: currentEngine() });
  const { id, title, synthetic } = corpus;
  const written = { environment, command, corpus: id, synthetic, rounds, rows };
  await writeFileWhole(`${out}.json`, jsonText(written));
  const markdown = [
    "# Size and time per epoch of the speech networks",
    "",
    `An epoch of training on the random split of ${title}, median of ${rounds}, the networks taking`,
    "turns in one process.",
    "",
    markdownTable(HEADER, rows.map(cells)),
    "",
    `Command: \`${command}\``,
    "",
  ];
  await writeFileWhole(`${out}.md`, markdown.join("\n"));
}
