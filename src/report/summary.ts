import { createHash } from "node:crypto";
import { z } from "zod";
import { mean } from "../base/statistics.ts";
import { type Clip, type Protocol, protocols } from "../data/corpus.ts";
import { traits } from "../data/speaker_traits.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import {
  type GroupMetrics,
  intervalsOverGroups,
  LEAST_GROUPS,
  metricsByGroup,
  withinShares,
} from "../metrics/group_scores.ts";
import { meanSd } from "../metrics/intervals.ts";
import { type Knowledge, knowledgeKinds } from "../metrics/knowledge.ts";
import { intervalMetrics, metricIntervals } from "../metrics/metric_intervals.ts";
import { modelTitle } from "../train/network_config.ts";
import { type Predictions, togetherPredicted } from "../train/predictions.ts";
import { scoresByTrait, type TraitScores } from "../train/run_groups.ts";
import { speechModels } from "../train/network_config.ts";
import {
  heldOutUnit,
  intervalFromValues,
  intervalOverClips,
  intervalOverUnits,
  type RowInterval,
  rowIntervalSchema,
  wider,
} from "./compare_with_published.ts";
import { titleSchema } from "./model_titles.ts";
import { findPublishedFigure } from "./published/published_figure.ts";

const fraction = z.number().min(0).max(1);

/** Checks {@link SummaryRow}. */
export const summaryRowSchema = z.object({
  /** "turev", "tess", "anad", "banglaser", "fer2013", "synthetic" or a described corpus. */
  corpus: z.string().min(1),
  model: titleSchema,
  protocol: z.enum(protocols),
  /** What must be known of the test speakers for the figure to hold; a row for each. */
  knowledge: z.enum(knowledgeKinds),
  /**
   * Clips known of a test speaker, the median; absent where nothing is known, or it was not kept.
   */
  knownClips: z.number().positive().optional(),
  metric: z.enum(intervalMetrics),
  /** The papers' figure as a fraction, always of their own split; null where they have none. */
  published: fraction.nullable(),
  /** Mean of `values`. */
  mean: fraction,
  /** Sample standard deviation of `values`; null for a single value. */
  sd: z.number().min(0).nullable(),
  /** One seed a value. */
  seeds: z.array(z.int()).min(1),
  values: z.array(fraction).min(1),
  /**
   * How many test clips (or images) of all folds one seed has; the mean, rounded, where they
   * differ.
   */
  n: z.int().positive(),
  /** 95 % of `mean`; null where there is but one of what would have to be drawn. */
  interval: rowIntervalSchema.nullable(),
  /** Beside t over speakers: the cluster bootstrap over them; absent below five speakers. */
  clusterBootstrap: z.object({ low: fraction, high: fraction }).strict().optional(),
  /** The metric of all folds' clips together, mean over seeds; absent where there is one fold. */
  pooled: fraction.optional(),
  /** Of macro means: scikit-learn's, over classes that occur or are predicted. */
  scikitLearn: fraction.optional(),
  /** The metric by test speaker, mean over seeds; absent where speakers are not held out. */
  bySpeaker: z.array(
    z.object({ speaker: z.string(), n: z.int().positive(), value: fraction }).strict(),
  ).min(1).optional(),
  /** What one network takes; in rows of accuracy alone, absent in those of several networks. */
  cost: z.object({
    parameters: z.int().positive(),
    /** Of one training, the mean; null where one was interrupted, or of before it was kept. */
    trainSeconds: z.number().positive().nullable(),
    /** From a clip's file to its probabilities, the median; null for what are no recordings. */
    predictMs: z.number().positive().nullable(),
  }).strict().optional(),
  /**
   * Accuracy, or UAR, by sex and age of the speakers as far as the corpus tells them: of all folds'
   * and seeds' clips, with the gap to all other groups and its 95 % bootstrap interval; see
   * group_gaps.ts. Absent where nothing is told, and in rows of before there were such.
   */
  byGroup: z.array(
    z.object({
      trait: z.enum(traits),
      name: z.string(),
      n: z.int().positive(),
      speakers: z.int().positive().nullable(),
      value: fraction,
      interval: z.object({ low: fraction, high: fraction }).strict().nullable(),
      gap: z.object({ difference: z.number(), low: z.number(), high: z.number() }).strict()
        .nullable(),
      over: z.enum(["speakers", "texts", "clips"]),
    }).strict(),
  ).min(1).optional(),
  /** True for generated data. */
  synthetic: z.boolean(),
  /** The run's folder, or the folder that holds the seeds' runs. */
  run: z.string(),
  /** What qualifies the row, such as "one fold of six: speaker kz"; absent where nothing. */
  note: z.string().optional(),
  /** Present in rows that an earlier command measured: where and how. */
  earlier: z.object({
    environment: z.record(z.string(), z.unknown()),
    command: z.string(),
  }).optional(),
}).strict().refine((row) => row.seeds.length === row.values.length, {
  message: "Expected one seed a value",
});

/** @internal */
type SummaryRowShape = z.infer<typeof summaryRowSchema>;
/** What one model reached on one corpus under one protocol, by one metric. */
export type SummaryRow = SummaryRowShape;

/**
 * Rows that were written before they said what is known of the speakers and what their interval is
 * over: both follow from what else they say, the interval only as far as values by seed tell.
 */
function withNewFields(row: unknown): unknown {
  const former = formerRowSchema.safeParse(row);
  if (!former.success || former.data.knowledge !== undefined) return row;
  const { model, protocol, metric, values } = former.data;
  const n = Math.max(1, Math.round(former.data.n));
  const interval = intervalFromValues({ metric, values, n, protocol });
  const isOfAll = metric.startsWith("macro") && protocol !== "paper" && protocol !== "official";
  const note = [former.data.note, ...isOfAll ? [OF_ALL_CLASSES] : []].filter(Boolean).join("; ");
  return {
    ...row as object,
    knowledge: formerKnowledge(model, protocol),
    n,
    interval,
    ...(note ? { note } : {}),
  };
}

/** What former macro means are, where a test set need not hold every class. */
const OF_ALL_CLASSES =
  "macro means of before they ran over the classes that occur: too low where a test set lacks one";

const formerRowSchema = z.looseObject({
  model: titleSchema,
  protocol: z.enum(protocols),
  values: z.array(fraction).min(1),
  metric: z.enum(intervalMetrics),
  n: z.number().positive(),
  note: z.string().optional(),
  knowledge: z.unknown().optional(),
});

/**
 * The small speech networks normalised every speaker by all of that speaker's clips where speakers
 * were held out; see speechConfig.
 */
function formerKnowledge(model: string, protocol: Protocol): Knowledge {
  if (heldOutUnit(protocol) !== "speakers") return "nothing";
  const titles = speechModels.map(modelTitle);
  const members = model.split(" + ").map((one) => one.replace(/^\d+ × /, ""));
  return members.some((one) => titles.includes(one)) ? "unlabelled" : "nothing";
}

/** A command and where it ran. */
interface Made {
  environment: Record<string, unknown>;
  command: string;
}

/** What summary.json holds instead of copies: see {@link summaryText}. */
const storedSchema = z.looseObject({
  /** Each environment once, by its id. */
  environments: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** Each command once, by its id, with the id of the environment in which it ran. */
  commands: z.record(z.string(), z.object({ command: z.string(), environment: z.string() })),
  /** The folders of rows' runs once, by the id that a row has as `runs`; absent in former files. */
  runs: z.record(z.string(), z.string()).optional(),
  /** The id of the last command. */
  latest: z.string(),
  rows: z.array(z.looseObject({ made: z.string(), runs: z.string().optional() })),
});

/** The stored form with each reference replaced by what it refers to; any other value as it is. */
function withReferences(value: unknown, context: z.RefinementCtx): unknown {
  const stored = storedSchema.safeParse(value);
  if (!stored.success) return value;
  const { environments, commands, runs = {}, latest, rows } = stored.data;
  const madeBy = (id: string): Made | undefined => {
    const own = commands[id];
    const environment = own && environments[own.environment];
    return environment && { environment, command: own.command };
  };
  const unknown = rows.findIndex(({ made }) => !madeBy(made));
  const refuse = (path: (string | number)[], wanted: string) => {
    const message = `Expected the id of ${wanted}, but found none`;
    context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  };
  if (unknown >= 0 || !madeBy(latest)) {
    const path = unknown >= 0 ? ["rows", unknown, "made"] : ["latest"];
    return refuse(path, "a command of this file, with its environment");
  }
  const runless = rows.findIndex((row) => row.runs !== undefined && runs[row.runs] === undefined);
  if (runless >= 0) return refuse(["rows", runless, "runs"], "runs of this file");
  return {
    ...madeBy(latest),
    rows: rows.map(({ made, runs: id, ...row }) => ({
      ...row,
      ...(id === undefined ? {} : { run: runs[id] }),
      ...(made === latest ? {} : { earlier: madeBy(made) }),
    })),
  };
}

/**
 * Checks {@link Summary}, of which summary.json may also hold the former form, without references.
 */
export const summarySchema = z.preprocess(
  withReferences,
  z.object({
    /** Where the rows without `earlier` were measured. */
    environment: z.record(z.string(), z.unknown()),
    /** The command that measured them. */
    command: z.string(),
    rows: z.array(z.preprocess(withNewFields, summaryRowSchema)),
  }).strict(),
);

/**
 * The text of summary.json: environments, commands and the folders of runs stand once, and each
 * row, on a line of its own, names the command that made it (`made`) and its runs (`runs`).
 */
export function summaryText({ environment, command, rows }: Summary): string {
  const environments: Record<string, Made["environment"]> = {};
  const commands: Record<string, { command: string; environment: string }> = {};
  const refer = (made: Made) => {
    const own = { command: made.command, environment: idOf(made.environment) };
    const id = idOf(own);
    environments[own.environment] = made.environment;
    commands[id] = own;
    return id;
  };
  const latest = refer({ environment, command });
  const runs: Record<string, string> = {};
  const lines = rows.map(({ earlier, run, ...row }) => {
    const id = idOf(run);
    runs[id] = run;
    return "  " + JSON.stringify({ ...row, runs: id, made: earlier ? refer(earlier) : latest });
  });
  const table = (entries: Record<string, unknown>) =>
    "{\n" + Object.keys(entries).sort()
      .map((id) => `  ${JSON.stringify(id)}: ${JSON.stringify(entries[id])}`).join(",\n") +
    "\n }";
  return [
    "{",
    ` "latest": ${JSON.stringify(latest)},`,
    ` "environments": ${table(environments)},`,
    ` "commands": ${table(commands)},`,
    ` "runs": ${table(runs)},`,
    lines.length ? ` "rows": [\n${lines.join(",\n")}\n ]` : ' "rows": []',
    "}\n",
  ].join("\n");
}

function idOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 8);
}

/** @internal */
type SummaryShape = z.infer<typeof summarySchema>;
/** results/summary.json. */
export type Summary = SummaryShape;

/**
 * The summary after a further command: its rows replace those of the same corpus, model, protocol,
 * knowledge, metric and synthetic; the others stay, each with the environment and command that made
 * it. Rows are sorted, so that the file's differences show what changed.
 *
 * @param existing null where there is none yet
 */
export function mergeSummary(existing: Summary | null, measured: Summary): Summary {
  const replaced = new Set(measured.rows.map(summaryRowKey));
  const kept = (existing?.rows ?? [])
    .filter((row) => !replaced.has(summaryRowKey(row)))
    .map((row): SummaryRow => {
      const { environment, command } = existing!;
      return { ...row, earlier: row.earlier ?? { environment, command } };
    });
  const rows = [...kept, ...measured.rows].sort((a, b) =>
    summaryRowKey(a) < summaryRowKey(b) ? -1 : 1
  );
  return { ...measured, rows };
}

/** What makes a row the same row: all but the values. */
export function summaryRowKey(
  { corpus, model, protocol, knowledge, metric, synthetic }: SummaryRow,
): string {
  const rank = intervalMetrics.indexOf(metric);
  const known = knowledgeKinds.indexOf(knowledge);
  return JSON.stringify([corpus, synthetic, model, protocol, known, rank]);
}

/** What the seeds gave, and what that is of. */
type SeedResults =
  & Omit<SummaryRow, "published" | "mean" | "sd" | "earlier" | "interval">
  & Partial<Pick<SummaryRow, "interval">>;

/**
 * A row of the summary; without an interval of its own it gets what its values tell. Synthetic data
 * have no published figure, whatever the corpus's name.
 *
 * @throws RangeError where there is no value
 *
 * @example
 * ```ts
 * summaryRow({
 *   corpus: "turev", model: "EmotionUnet", protocol: "paper", metric: "accuracy",
 *   knowledge: "nothing", seeds: [0, 1, 2], values: [0.88, 0.87, 0.89], n: 433,
 *   synthetic: false, run: "runs/turev",
 * }).published; // 0.7782
 * ```
 */
export function summaryRow(results: SeedResults): SummaryRow {
  const { corpus, model, protocol, knowledge, metric, synthetic, values, n, ...rest } = results;
  const figure = synthetic ? null : findPublishedFigure({ corpus, model, metric });
  const published = figure?.value ?? null;
  const { mean, sd } = meanSd(values);
  const interval = results.interval === undefined
    ? intervalFromValues({ metric, values, n, protocol })
    : results.interval;
  return {
    corpus,
    model,
    protocol,
    knowledge,
    metric,
    published,
    mean,
    sd,
    synthetic,
    values,
    n,
    ...rest,
    interval,
  };
}

/** What was run. */
export interface SeedRuns extends
  Pick<
    SummaryRow,
    | "corpus"
    | "model"
    | "protocol"
    | "knowledge"
    | "knownClips"
    | "synthetic"
    | "run"
    | "note"
    | "cost"
  > {
  /** One a training. */
  seeds: number[];
  /** On the test set: [seed][fold]. */
  predictions: readonly (readonly Predictions[])[];
  /** Predictions hold each clip about so many times, for as many draws; once if absent. */
  draws?: number;
  /** Who speaks what in each clip, by its id; what is not known of clips cannot be drawn. */
  clips: ReadonlyMap<string, Pick<Clip, "speaker" | "text" | "sex" | "age">>;
}

type Metric = SummaryRow["metric"];

/** What is the same for all metrics. */
interface Evaluated {
  /** [seed][fold]. */
  folds: Metrics[][];
  /** Of each seed, all folds together. */
  pooled: Metrics[];
  /** Of each seed, by speaker; undefined where speakers are not held out, or not known. */
  bySpeaker?: GroupMetrics[][];
  /** Where clips or texts are drawn. */
  drawn?: { over: "clips" | "texts"; bootstraps: Record<Metric, RowInterval | null> };
}

/**
 * One row a metric: accuracy, macro precision, recall and F1, and both areas under the ROC curve. A
 * seed's value is the mean over its folds; all folds' clips together give `pooled`. A metric that
 * has no value for some fold, because a class is alone in its test set, gets no row. Intervals are
 * over what the protocol holds out, see compare_with_published.ts.
 *
 * @throws RangeError where there is no seed, or not one list of predictions a seed
 */
export function summaryRows(
  { predictions, clips, cost, draws = 1, ...runs }: SeedRuns,
): SummaryRow[] {
  if (predictions.length === 0 || predictions.length !== runs.seeds.length) {
    throw new RangeError(
      `Expected predictions for each of ${runs.seeds.length} seeds, but found ${predictions.length}`,
    );
  }
  const evaluated = { ...evaluate(predictions, clips, runs.protocol), draws };
  const { folds, pooled } = evaluated;
  const n = Math.round(mean(pooled.map(({ count }) => count)) / draws);
  const byTrait = draws > 1 ? [] : traitsOf(predictions, clips);
  return intervalMetrics.flatMap((metric) => {
    const values = folds.map((ofSeed) => meanOfKnown(ofSeed.map((own) => own[metric])));
    if (!areKnown(values)) return [];
    const together = meanOfKnown(pooled.map((own) => own[metric]));
    return [summaryRow({
      ...runs,
      metric,
      values,
      n,
      ...(cost && metric === "accuracy" ? { cost } : {}),
      ...spread(metric, values, evaluated, n),
      ...(folds.some((ofSeed) => ofSeed.length > 1) && together !== null
        ? { pooled: together }
        : {}),
      ...(isMacro(metric)
        ? { scikitLearn: mean(folds.flat().map(({ scikitLearn }) => scikitLearn[metric])) }
        : {}),
      ...(byTrait.length && (metric === "accuracy" || metric === "macroRecall")
        ? { byGroup: groupEntries(byTrait, metric === "accuracy" ? "accuracy" : "uar") }
        : {}),
    })];
  });
}

/** Of all seeds and folds together: a clip that several seeds test is one clip. */
function traitsOf(
  predictions: SeedRuns["predictions"],
  clips: SeedRuns["clips"],
): TraitScores[] {
  const all = togetherPredicted(predictions.flat());
  const told = [...clips].map(([id, own]) => ({ id, ...own }));
  return scoresByTrait(all, told).filter(({ trait }) => trait !== "speaker");
}

function groupEntries(
  byTrait: readonly TraitScores[],
  figure: "accuracy" | "uar",
): SummaryRow["byGroup"] {
  return byTrait.flatMap(({ trait, scores }) =>
    trait === "speaker" ? [] : scores.map((own) => ({
      trait,
      name: own.name,
      n: own.clips,
      speakers: own.speakers,
      value: own[figure],
      interval: own.intervals?.[figure] ?? null,
      gap: own.gap?.[figure] ?? null,
      over: own.over,
    }))
  );
}

function evaluate(
  predictions: SeedRuns["predictions"],
  clips: SeedRuns["clips"],
  protocol: SummaryRow["protocol"],
): Evaluated {
  const scores = ({ probabilities, labels, classes }: Predictions) =>
    evaluatePredictions(probabilities, labels, classes);
  const ofSeeds = predictions.map(togetherPredicted);
  const evaluated = {
    folds: predictions.map((ofSeed) => ofSeed.map(scores)),
    pooled: ofSeeds.map(scores),
  };
  const all = togetherPredicted(ofSeeds);
  const unit = heldOutUnit(protocol);
  const nameOf = (id: string) =>
    unit === "clips" ? id : clips.get(id)?.[unit === "speakers" ? "speaker" : "text"] ?? "";
  const isTold = all.ids.every((id) => nameOf(id) !== "");
  if (unit === "speakers" && isTold) {
    const bySpeaker = ofSeeds.map((own) => metricsByGroup({ ...own, groups: own.ids.map(nameOf) }));
    return { ...evaluated, bySpeaker };
  }
  const { probabilities, labels, classes } = all;
  const groups = isTold ? all.ids.map(nameOf) : all.ids;
  const over = unit === "texts" && isTold ? "texts" : "clips";
  const count = new Set(groups).size;
  const intervals = count < LEAST_GROUPS
    ? undefined
    : metricIntervals({ probabilities, labels, classCount: classes.length, groups });
  const bootstraps = Object.fromEntries(intervalMetrics.map((metric) => {
    const interval = intervals?.[metric];
    return [metric, interval ? { ...interval, over, count, method: "bootstrap" } : null];
  })) as Record<Metric, RowInterval | null>;
  return { ...evaluated, drawn: { over, bootstraps } };
}

/** The interval of a metric, and what it comes from. */
function spread(
  metric: Metric,
  values: readonly number[],
  { bySpeaker, drawn, draws }: Evaluated & Required<Pick<SeedRuns, "draws">>,
  n: number,
): Pick<SummaryRow, "interval" | "clusterBootstrap" | "bySpeaker"> {
  if (bySpeaker === undefined) {
    const ofDrawn = drawn!.over === "clips" && metric === "accuracy"
      ? intervalOverClips(mean(values), n)
      : drawn!.bootstraps[metric];
    return { interval: wider(ofDrawn, intervalOverUnits(values, "seeds")) };
  }
  const ofSpeakers = [...Map.groupBy(bySpeaker.flat(), ({ name }) => name)]
    .flatMap(([speaker, ofSeeds]) => {
      const value = meanOfKnown(ofSeeds.map(({ metrics }) => metrics[metric]));
      const clips = Math.round(mean(ofSeeds.map(({ metrics }) => metrics.count)) / draws);
      return value === null ? [] : [{ speaker, n: clips, value }];
    });
  if (ofSpeakers.length === 0) return { interval: null };
  const speakers = ofSpeakers.map(({ value }) => value);
  const { bootstrap } = intervalsOverGroups(speakers);
  return {
    interval: speakersInterval(metric, { speakers, values, n }),
    ...(bootstrap ? { clusterBootstrap: withinShares(bootstrap) } : {}),
    bySpeaker: ofSpeakers,
  };
}

/**
 * Student's t over speakers. Some happen to have equal scores, which t takes for certainty: an
 * accuracy's interval is never narrower than that over the clips alone, others' must span a clip.
 */
function speakersInterval(
  metric: Metric,
  { speakers, values, n }: { speakers: number[]; values: readonly number[]; n: number },
): RowInterval | null {
  const interval = intervalOverUnits(speakers, "speakers", mean(values));
  if (metric === "accuracy") return interval && wider(interval, intervalOverClips(mean(values), n));
  return interval && interval.high - interval.low < 1 / n ? null : interval;
}

function isMacro(metric: Metric): metric is "macroPrecision" | "macroRecall" | "macroF1" {
  return metric.startsWith("macro");
}

/** Null where one of the values is. */
function meanOfKnown(values: readonly (number | null)[]): number | null {
  return areKnown(values) ? mean(values) : null;
}

function areKnown(values: readonly (number | null)[]): values is number[] {
  return !values.includes(null);
}

/** Whether a row is of a single network, not of several together. */
export function isOneNetwork({ model }: Pick<SummaryRow, "model">): boolean {
  return !/ \+ | × /.test(model);
}
