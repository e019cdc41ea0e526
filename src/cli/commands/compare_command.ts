/** The command `compare RUN RUN`: two runs side by side, with significance. */
import { type Command, Option } from "commander";
import { UserError } from "../../base/user_error.ts";
import { findCorpus } from "../../data/find_corpus.ts";
import type { Corpus } from "../../data/corpus.ts";
import { type Knowledge, knowledgeKinds, knowledgeTitles } from "../../metrics/knowledge.ts";
import { type ComparedRun, compareRuns } from "../../report/compare_runs.ts";
import { foldRuns, foldsText } from "../../train/run_figures.ts";
import { modelText } from "../../train/network_config.ts";
import { lineWith, readPredictions, togetherPredicted } from "../../train/predictions.ts";
import { readRun, readRunEnvironment, requireFinishedRun } from "../../train/runs.ts";
import type { RunResult } from "../../train/train_run.ts";
import { comparisonText } from "../comparison_text.ts";
import { globalOptions } from "../global_options.ts";
import { runText } from "../run_text.ts";

/** Adds `compare` to the program. */
export function addCompareCommand(program: Command): void {
  program
    .command("compare")
    .description("Compare two runs on the same test clips: metrics, interval, McNemar's test")
    .argument("<first>", "folder of a run")
    .argument("<second>", "folder of another run of the same corpus")
    .option("--common", "where the test parts differ, compare on the clips in both")
    .option("--all-folds", "also the runs beside each that differ in the fold alone, all together")
    .addOption(
      new Option(
        "--knowledge <kind>",
        "what is known of the speakers; the least that both can do with",
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
      const given = await Promise.all([first, second].map(readRun));
      // Data that are missing, broken or unknown here only leave the speakers unknown.
      const corpus = await findCorpus(given[0].config.corpus, { dataRoot }).catch(() => undefined);
      const runs = await Promise.all(
        given.map(({ folder }) =>
          allFolds ? foldRuns(folder) : requireFinishedRun(folder).then(one)
        ),
      );
      const knowledge = flags.knowledge ?? leastCommon(runs.flat());
      const [ours, theirs] = await Promise.all(runs.map((own) => comparedRuns(own, knowledge)));
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

/** The least knowledge that every run has a figure for, or can do with. */
function leastCommon(runs: readonly RunResult[]): Knowledge {
  return knowledgeKinds.findLast((kind) => runs.some(({ metrics }) => metrics.knowledge === kind))!;
}

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
  return `${run.folder}\n  ${runText(run).split("\n")[0]}, ${modelText(run.config)}${of}`;
}
