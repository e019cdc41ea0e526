/** The command `compare RUN RUN`: two runs side by side, with significance. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { type Alignment, textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import type { Corpus } from "../../data/corpus.ts";
import { findCorpus } from "../../data/find_corpus.ts";
import {
  type Knowledge,
  knowledgeKinds,
  knowledgeTitles,
  mostKnown,
} from "../../metrics/knowledge.ts";
import { type ComparedRun, compareRuns, type RunComparison } from "../../report/compare_runs.ts";
import { modelText } from "../../train/network_config.ts";
import { lineWith, readPredictions, togetherPredicted } from "../../train/predictions.ts";
import { claimText, foldRuns, foldsText } from "../../train/run_figures.ts";
import { readRun, readRunEnvironment, requireFinishedRun } from "../../train/runs.ts";
import type { RunResult } from "../../train/train_run.ts";
import { globalOptions } from "../create_program.ts";
import { runText } from "../metrics_text.ts";

/** Adds `compare` to the program. */
export function addCompareCommand(program: Command): void {
  program
    .command("compare")
    .description("Compare two runs on the same test clips: metrics, interval, McNemar's test")
    .argument("<first>", "folder of a run")
    .argument("<second>", "folder of another run of the same corpus")
    .option("--common", "where the test sets differ, compare on the clips in both")
    .option("--all-folds", "also the runs beside each that differ in the fold alone, all together")
    .addOption(
      new Option(
        "--knowledge <kind>",
        "what is known of the speakers; by default the least that both need",
      )
        .choices(knowledgeKinds),
    )
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nWith the corpus's data at hand, speakers are known, and accuracies by speaker and intervals " +
        "over\nwhole speakers are given too.\n\nExamples:\n" +
        "  duygu compare runs/turev-emotionUnet-paper-seed1-* runs/turev-residualCnn2d-paper-seed1-*\n" +
        "  duygu compare --all-folds runs/turev-emotionUnet-speaker-1234-seed1-* \\\n" +
        "    runs/turev-linearFunctionals-speaker-1234-seed1-*",
    )
    .action(async (first: string, second: string, flags: CompareFlags, command: Command) => {
      const { common, json, allFolds } = flags;
      const { data: dataRoot } = globalOptions(command);
      if (resolve(first) === resolve(second)) {
        throw new UserError(`Expected two different runs, but found ${first} twice`);
      }
      const given = await Promise.all([first, second].map(readRun));
      // Data that are missing, broken or unknown here only leave the speakers unknown.
      const corpus = await findCorpus(given[0].config.corpus, { dataRoot }).catch(() => undefined);
      const runs = await Promise.all(
        given.map(({ folder }) =>
          allFolds ? foldRuns(folder) : requireFinishedRun(folder).then(one)
        ),
      );
      // By default the least that every run has a figure for, or can do with.
      const all = runs.flat().map(({ metrics }) => metrics);
      const asked = flags.knowledge ?? mostKnown(all);
      const [ours, theirs] = await Promise.all(runs.map((own) => comparedRuns(own, asked)));
      const knowledge = mostKnown(all.map(({ lines }) => lineWith(lines, asked)!));
      const comparison = compareRuns(ours, theirs, {
        commonOnly: common,
        speakers: corpus && new Map(corpus.clips.map(({ id, speaker }) => [id, speaker])),
      });
      const folders = runs.map((own) => own.map(({ folder }) => folder));
      console.log(
        json
          ? JSON.stringify(
            {
              runs: allFolds ? folders : folders.flat(),
              claimed: runs.map(([{ claimed = false }]) => claimed),
              knowledge,
              ...comparison,
            },
            null,
            2,
          )
          : [
            ...runs.map((own, index) =>
              `${index ? "second" : "first"}: ${runLine(own, allFolds, corpus)}`
            ),
            `known of the speakers: ${knowledgeTitles[knowledge]}`,
            "",
            comparisonText(comparison),
          ].join("\n"),
      );
    });
}

interface CompareFlags {
  common?: true;
  allFolds?: true;
  knowledge?: Knowledge;
  json?: true;
}

const one = (run: RunResult) => [run];

/** What the runs, one a fold, predict together. */
async function comparedRuns(runs: readonly RunResult[], known: Knowledge): Promise<ComparedRun> {
  const [{ folder, config }] = runs;
  const predictions = await Promise.all(runs.map(({ folder, metrics }) => {
    const line = lineWith(metrics.lines, known);
    if (line) return readPredictions(folder, line.predictions);
    throw new UserError(
      `Expected figures of ${folder} with ${knowledgeTitles[known]}, but it has them only with ` +
        knowledgeTitles[metrics.knowledge],
    );
  }));
  return {
    name: folder,
    corpus: config.corpus,
    data: (await readRunEnvironment(folder))?.data,
    predictions: togetherPredicted(predictions),
  };
}

function runLine(runs: readonly RunResult[], allFolds?: boolean, corpus?: Corpus): string {
  const [run] = runs;
  const of = allFolds ? `, ${foldsText(runs, corpus)}` : "";
  return `${run.folder}${claimText(run)}\n  ${runText(run).split("\n")[0]}, ${
    modelText(run.config)
  }${of}`;
}

const titles: Record<RunComparison["metrics"][number]["name"], string> = {
  accuracy: "accuracy",
  macroPrecision: "macro precision",
  macroRecall: "UAR (macro recall)",
  macroF1: "macro F1",
  aucProbability: "AUC, from probabilities",
  aucHardLabel: "AUC, from hard labels",
  logLoss: "log loss, nats (lower is better)",
  brierScore: "Brier score (lower is better)",
  expectedCalibrationError: "calibration error (lower is better)",
};

const alignment: Alignment[] = ["left", "right", "right", "right"];

/** Metrics side by side, then the difference in accuracy, its intervals and McNemar's test. */
export function comparisonText(comparison: RunComparison): string {
  const { count, onlyFirst, onlySecond, metrics, mcnemar } = comparison;
  const rows = metrics.map(({ name, first, second, difference }) => [
    titles[name],
    number(first),
    number(second),
    difference === null ? "-" : signed(difference),
  ]);
  const left = onlyFirst + onlySecond
    ? `; ${onlyFirst} clips of the first and ${onlySecond} of the second are left out`
    : "";
  const interval = ({ low, high }: { low: number; high: number }) =>
    `${signed(low)} to ${signed(high)}`;
  return [
    `${count} test clips of both${left}`,
    "",
    textTable(["metric", "first", "second", "difference"], rows, alignment),
    "",
    ...([
      ["Accuracy", comparison.accuracyDifference, comparison.accuracyDifferenceBySpeaker],
      ["UAR", comparison.uarDifference, comparison.uarDifferenceBySpeaker],
    ] as const).map(([name, byClip, bySpeaker]) =>
      `${name}, second less first: 95 % interval ${interval(byClip)} over clips` +
      (bySpeaker ? `, ${interval(bySpeaker)} over whole speakers` : "")
    ),
    `McNemar: ${mcnemar.onlyFirst} clips only the first got right, ${mcnemar.onlySecond} only the ` +
    `second; exact p = ${mcnemar.exactP.toPrecision(3)}, with continuity correction p = ` +
    mcnemar.correctedP.toPrecision(3),
    mcnemar.exactP < 0.05
      ? "The runs differ on these clips by more than chance would have it (p < 0.05)."
      : "On these clips the difference may be chance (p is not below 0.05).",
    ...speakersPart(comparison),
    "Both are of one seed: how much another seed changes, this does not say.",
  ].join("\n");
}

/** What the clips' speakers say of others. */
function speakersPart({ bySpeaker, speakerDifference }: RunComparison): string[] {
  if (bySpeaker === null || speakerDifference === null || bySpeaker.length < 2) return [];
  const { mean, count, student, bootstrap } = speakerDifference;
  const { low, high } = student!;
  const range = (own: { low: number; high: number }) => `${signed(own.low)} to ${signed(own.high)}`;
  return [
    "",
    textTable(
      ["speaker", "clips", "acc. 1st", "2nd", "difference", "UAR 1st", "2nd", "difference"],
      bySpeaker.map(({ speaker, n, first, second, firstUar, secondUar }) => [
        ...[speaker, String(n), number(first), number(second), signed(second - first)],
        ...[number(firstUar), number(secondUar), signed(secondUar - firstUar)],
      ]),
      ["left", ...new Array<Alignment>(7).fill("right")],
    ),
    "",
    `Over ${count} speakers, each alike: ${signed(mean)}, 95 % interval ${range(student!)} (t)` +
    (bootstrap ? `, ${range(bootstrap)} (cluster bootstrap)` : ""),
    low <= 0 && high >= 0
      ? "For other speakers the difference may be chance: the t interval holds 0."
      : "The runs differ for speakers such as these: the t interval does not hold 0.",
  ];
}

const number = (value: number | null) => value === null ? "-" : value.toFixed(4);
const signed = (value: number) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(4);
