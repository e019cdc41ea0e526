/**
 * The accuracy that bfloat16 costs. What: does the published network of a corpus err more often
 * where its convolutions and matrix products compute in bfloat16?
 *
 * Protocol: the corpus's usual split (paper S's random one), several seeds; of each seed the same
 * training twice, once in float32 and once in bfloat16 with float32 weights, from one split, one
 * start and one order of clips. Each network is tested in float32, as users get its predictions.
 * Differences are in pairs; their interval is Student's over the seeds.
 *
 * Budget: twice that of as many seeds of `duygu bench`; about 25 minutes for three of TurEV-DB on
 * two cores. Interrupted, the same command goes on.
 *
 * Run: duygu bench precision turev
 */
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { writeFileWhole } from "../src/base/files.ts";
import { jsonText } from "../src/base/json.ts";
import { markdownTable, textTable } from "../src/base/text.ts";
import type { Corpus } from "../src/data/corpus.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import { type Precision, precisions } from "../src/engine/precision.ts";
import { currentEngine } from "../src/engine/select_engine.ts";
import { type Interval, meanSd, studentInterval } from "../src/metrics/intervals.ts";
import { allRuns, type Jobs } from "../src/jobs/run_jobs.ts";
import { defaultConfig } from "../src/train/default_config.ts";
import { networkTitle } from "../src/train/network_config.ts";
import { overrideConfig } from "../src/train/run_config.ts";

/** What is trained twice. */
export interface BenchPrecisionOptions {
  corpora: readonly string[];
  /** How many seeds, from 1. */
  seeds: number;
  /** At most so many epochs; the published number where absent. */
  epochs?: number;
  dataRoot?: string;
  /** Where `${out}.json` and `${out}.md` go. */
  out: string;
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

const METRICS = ["accuracy", "macroF1", "logLoss"] as const;

/**
 * Asks for the runs, writes the table after each corpus and prints it. Throws UserError as
 * Jobs.run does.
 */
export async function benchPrecision(options: BenchPrecisionOptions, jobs: Jobs): Promise<void> {
  const rows: PrecisionRow[] = [];
  for (const id of options.corpora) {
    const corpus = await requireCorpus(id, { dataRoot: options.dataRoot, recheck: true });
    rows.push(...await compareCorpus(corpus, options, jobs));
    await write(rows, options);
  }
  console.log(options.json ? JSON.stringify(rows, null, 2) : textTable(HEADER, rows.map(cells)));
}

async function compareCorpus(
  corpus: Corpus,
  { seeds: count, epochs }: BenchPrecisionOptions,
  jobs: Jobs,
): Promise<PrecisionRow[]> {
  const seeds = Array.from({ length: count }, (_, index) => index + 1);
  const made = await allRuns(seeds.flatMap((seed) =>
    precisions.map((precision) => {
      const config = defaultConfig(corpus, { seed });
      const shortened = Math.min(config.training.epochs, epochs ?? Infinity);
      const training = { epochs: shortened, precision };
      const changed = overrideConfig(config, { training }, "The benchmark's configuration");
      return jobs.run(changed, corpus);
    })
  ));
  const of = (precision: Precision) =>
    made.filter(({ config }) => config.training.precision === precision);
  const results = { float32: of("float32"), bfloat16: of("bfloat16") };
  const { config } = results.float32[0];
  return METRICS.map((metric) =>
    precisionRow({
      corpus: corpus.id,
      synthetic: corpus.synthetic,
      metric,
      seeds,
      network: networkTitle(config.network),
      protocol: config.protocol,
      float32: results.float32.map(({ metrics }) => metrics[metric]),
      bfloat16: results.bfloat16.map(({ metrics }) => metrics[metric]),
    })
  );
}

const HEADER = [
  "corpus",
  "network",
  "protocol",
  "metric",
  "float32",
  "bfloat16",
  "difference",
  "95 %, over seeds",
];

function cells(row: PrecisionRow): string[] {
  const four = (value: number) => value.toFixed(4);
  const signed = (value: number) => (value < 0 ? "" : "+") + four(value);
  return [
    row.corpus + (row.synthetic ? " (SYNTHETIC)" : ""),
    row.network,
    row.protocol,
    row.metric,
    four(meanSd(row.float32).mean),
    four(meanSd(row.bfloat16).mean),
    signed(row.mean),
    row.interval ? `${signed(row.interval.low)} to ${signed(row.interval.high)}` : "-",
  ];
}

async function write(
  rows: PrecisionRow[],
  { out, command, seeds, epochs }: BenchPrecisionOptions,
): Promise<void> {
  const environment = await describeEnvironment({ engine: currentEngine() });
  const reduced = epochs === undefined ? {} : { reduced: `REDUCED: at most ${epochs} epochs` };
  const written = { environment, command, ...reduced, rows };
  await writeFileWhole(`${out}.json`, jsonText(written));
  const markdown = [
    "# What bfloat16 costs in accuracy",
    "",
    `Mean of ${seeds} seeds, each trained once in float32 and once with convolutions and matrix`,
    "products in bfloat16 (weights stay float32), from the same split, start and order of clips.",
    "Differences are bfloat16 less float32, in pairs; the interval is Student's over the seeds.",
    ...(reduced.reduced ? [`${reduced.reduced}.`] : []),
    "",
    markdownTable(HEADER, rows.map(cells)),
    "",
    markdownTable(
      ["corpus", "metric", "precision", "by seed"],
      rows.flatMap((row) =>
        precisions.map((precision) => [
          row.corpus,
          row.metric,
          precision,
          row[precision].map((value) => value.toFixed(4)).join(", "),
        ])
      ),
    ),
    "",
    `Command: \`${command}\``,
    "",
  ];
  await writeFileWhole(`${out}.md`, markdown.join("\n"));
}

// What bfloat16 costs.

/** One metric of one network, seed by seed. */
interface PrecisionMeasurement {
  corpus: string;
  /** True for the generated corpus. */
  synthetic: boolean;
  network: string;
  protocol: string;
  /** A name of Metrics, such as "accuracy". */
  metric: string;
  seeds: number[];
  float32: number[];
  bfloat16: number[];
}

/** A measurement with what it says. */
export interface PrecisionRow extends PrecisionMeasurement {
  /** bfloat16 less float32, seed by seed. */
  differences: number[];
  mean: number;
  /** Over seeds; null for a single one. */
  sd: number | null;
  /** 95 %, Student's t over the seeds' differences; null for a single seed. */
  interval: Interval | null;
}

/**
 * The row of `measured`: differences are in pairs, of one split, one start and one order of clips.
 */
export function precisionRow(measured: PrecisionMeasurement): PrecisionRow {
  const { float32, bfloat16 } = measured;
  const differences = bfloat16.map((value, at) => value - float32[at]);
  return {
    ...measured,
    differences,
    ...meanSd(differences),
    interval: studentInterval(differences),
  };
}
