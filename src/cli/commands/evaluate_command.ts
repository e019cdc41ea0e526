/** The command `evaluate RUN`: a run's metrics, computed anew from its weights. */
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { counted } from "../../base/terminal.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { knowledgeTitles } from "../../metrics/knowledge.ts";
import {
  BFLOAT16_ROUNDING,
  type EvaluateOptions,
  evaluateRun,
  type Evaluation,
  parts,
} from "../../train/evaluate_run.ts";
import { modelText } from "../../train/network_config.ts";
import { foldRuns, foldsText, pooledFolds } from "../../train/run_figures.ts";
import { readRun } from "../../train/runs.ts";
import { globalOptions } from "../create_program.ts";
import {
  confusionText,
  foldsTable,
  groupsTable,
  metricsText,
  runText,
  speakersText,
} from "../metrics_text.ts";
import { wholeNumberOption } from "../options.ts";

/** Adds `evaluate` to the program. */
export function addEvaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .description("Recompute a run's metrics from its weights and compare with the stored ones")
    .argument("<run>", "folder of the run")
    .addOption(new Option("--part <name>", "of the split").choices(parts).default("test"))
    .option(
      "--variants <count>",
      "average over so many variations of each clip, as training drew them",
      wholeNumberOption,
      1,
    )
    .option("--all-folds", "also the runs beside it that differ in the fold alone, all together")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu evaluate runs/turev-emotionUnet-paper-seed1-*\n" +
        "  duygu evaluate --all-folds runs/turev-linearFunctionals-speaker-1234-seed1-*",
    )
    .action(async (
      run: string,
      { part, variants, allFolds, json }:
        & Pick<EvaluateOptions, "part" | "variants">
        & { allFolds?: true; json?: true },
      command: Command,
    ) => {
      const { engine, data, quiet } = globalOptions(command);
      // Before the engine starts, which takes its time.
      await readRun(run);
      await selectEngine({ engine });
      const signal = interruptSignal();
      const common = { dataRoot: data, quiet, signal };
      const runs = allFolds ? await foldRuns(run) : [];
      if (!allFolds) {
        const { predictions: _, ...evaluation } = await evaluateRun(run, {
          part,
          variants,
          ...common,
        });
        const text = () => evaluationText(evaluation, variants);
        console.log(json ? JSON.stringify(evaluation, null, 2) : text());
        return;
      }
      const evaluations: Evaluation[] = [];
      for (const { folder } of runs) {
        evaluations.push(await evaluateRun(folder, { part, variants, ...common }));
      }
      const corpus = await requireCorpus(runs[0].config.corpus, common);
      const pooled = pooledFolds(evaluations.map(({ predictions }) => predictions), corpus);
      const folds = evaluations.map(({ predictions: _, ...evaluation }) => evaluation);
      console.log(
        json ? JSON.stringify({ folds, ...pooled }, null, 2) : [
          `${runText(runs[0]).split(", protocol")[0]}, protocol ${runs[0].config.protocol}, ` +
          `${modelText(runs[0].config)}, ${part} part, ${foldsText(runs, corpus)}`,
          `known of the speakers: ${knowledgeTitles[folds[0].metrics.knowledge]}`,
          "",
          foldsTable(folds.map(({ config, metrics }) => ({ fold: config.fold, metrics })), pooled),
        ].join("\n"),
      );
    });
}

/** The tables of `evaluate`. */
function evaluationText(evaluation: Omit<Evaluation, "predictions">, variants = 1): string {
  const { part, metrics, bySpeaker, byTrait } = evaluation;
  const groups = [speakersText(bySpeaker), groupsTable(byTrait)].filter((text) => text !== "");
  const warning = part === "test" ? "" : ", which the training has seen";
  return [
    runText(evaluation),
    `${counted(metrics.count, "clip")} of the ${part} part${warning}` +
    (variants > 1 ? `, mean over ${variants} variations of each` : ""),
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
    "",
    ...groups.flatMap((text) => [text, ""]),
    variants > 1 ? "Stored metrics are without variations." : comparisonText(evaluation),
  ].join("\n");
}

const NAMED_AT_MOST = 3;

function comparisonText(
  { differences, part, rounding }: Pick<Evaluation, "differences" | "part" | "rounding">,
): string {
  if (differences === null) {
    return part === "test"
      ? "The run is not finished: there are no stored metrics to compare with."
      : "Stored metrics are of the test set: nothing to compare with.";
  }
  if (differences.length === 0) return "These are the stored metrics.";
  const named = differences.slice(0, NAMED_AT_MOST)
    .map(({ field, stored, found }) => `${field} was ${stored}, is ${found}`);
  const more = differences.length - named.length;
  const all = named.join("; ") + (more > 0 ? `; and ${more} more.` : ".");
  if (rounding === null || !(rounding <= BFLOAT16_ROUNDING)) {
    return `These are NOT the stored metrics: ${all}`;
  }
  return "These are the stored metrics but for rounding: those are of bfloat16, these of float32, " +
    `whose probabilities differ by ${rounding.toFixed(4)} in the mean: ${all}`;
}
