/** The command `compare RUN RUN`: two runs side by side, with significance. */
import type { Command } from "commander";
import { findCorpus } from "../../data/find_corpus.ts";
import { type ComparedRun, compareRuns } from "../../report/compare_runs.ts";
import { readPredictions } from "../../train/read_predictions.ts";
import { readRun, readRunEnvironment, type RunDescription } from "../../train/read_run.ts";
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
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nWith the corpus's data at hand, speakers are known, and the interval over whole speakers " +
        "is given too.\n\nExample:\n  duygu compare runs/turev-emotionUnet-paper-seed1-* runs/turev-residualCnn2d-paper-seed1-*",
    )
    .action(async (
      first: string,
      second: string,
      { common, json }: { common?: true; json?: true },
      command: Command,
    ) => {
      const { data: dataRoot } = globalOptions(command);
      const runs = await Promise.all([first, second].map(readRun));
      const compared = await Promise.all(runs.map(comparedRun));
      // Data that are missing, broken or unknown here only leave the speakers unknown.
      const corpus = await findCorpus(runs[0].config.corpus, { dataRoot }).catch(() => undefined);
      const comparison = compareRuns(compared[0], compared[1], {
        commonOnly: common,
        speakers: corpus && new Map(corpus.clips.map(({ id, speaker }) => [id, speaker])),
      });
      console.log(
        json ? JSON.stringify({ runs: [first, second], ...comparison }, null, 2) : [
          ...runs.map((run, index) => `${index ? "second" : "first"}: ${runLine(run)}`),
          "",
          comparisonText(comparison),
        ].join("\n"),
      );
    });
}

async function comparedRun({ folder, config }: RunDescription): Promise<ComparedRun> {
  return {
    name: folder,
    corpus: config.corpus,
    data: (await readRunEnvironment(folder))?.data,
    predictions: await readPredictions(folder),
  };
}

function runLine(run: RunDescription): string {
  return `${run.folder}\n  ${runText(run).split("\n")[0]}, ${run.config.network.kind}`;
}
