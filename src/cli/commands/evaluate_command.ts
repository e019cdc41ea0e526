/** The command `evaluate RUN`: a run's metrics, computed anew from its weights. */
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import {
  type EvaluateOptions,
  evaluateRun,
  type Evaluation,
  parts,
} from "../../train/evaluate_run.ts";
import { readRun } from "../../train/read_run.ts";
import { globalOptions } from "../global_options.ts";
import { confusionText, metricsText } from "../metrics_text.ts";
import { runText } from "../run_text.ts";
import { wholeNumberOption } from "../whole_number_option.ts";

/** Adds `evaluate` to the program. */
export function addEvaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .description("Compute a run's metrics anew from its weights, and compare with the stored ones")
    .argument("<run>", "folder of the run")
    .addOption(new Option("--part <name>", "of the split").choices(parts).default("test"))
    .option(
      "--variants <count>",
      "average over so many variations of each clip, as training drew them",
      wholeNumberOption,
      1,
    )
    .option("--json", "print JSON instead of tables")
    .addHelpText("after", "\nExample:\n  duygu evaluate runs/turev-emotionUnet-paper-seed1-*")
    .action(async (
      run: string,
      { part, variants, json }: Pick<EvaluateOptions, "part" | "variants"> & { json?: true },
      command: Command,
    ) => {
      const { engine, data, quiet } = globalOptions(command);
      // Before the engine starts, which takes its time.
      await readRun(run);
      await selectEngine({ engine });
      const signal = interruptSignal();
      const common = { dataRoot: data, quiet, signal };
      const evaluation = await evaluateRun(run, { part, variants, ...common });
      const text = () => evaluationText(evaluation, variants);
      console.log(json ? JSON.stringify(evaluation, null, 2) : text());
    });
}

/** The tables of `evaluate`. */
function evaluationText(evaluation: Evaluation, variants = 1): string {
  const { part, metrics } = evaluation;
  const warning = part === "test" ? "" : ", which the training has seen";
  return [
    runText(evaluation),
    `${metrics.count} clips of the ${part} part${warning}` +
    (variants > 1 ? `, mean over ${variants} variations of each` : ""),
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
    "",
    variants > 1 ? "Stored metrics are without variations." : comparisonText(evaluation),
  ].join("\n");
}

const NAMED_AT_MOST = 3;

function comparisonText({ differences, part }: Evaluation): string {
  if (differences === null) {
    return part === "test"
      ? "The run is not finished: there are no stored metrics to compare with."
      : "Stored metrics are of the test part: nothing to compare with.";
  }
  if (differences.length === 0) return "These are the stored metrics.";
  const named = differences.slice(0, NAMED_AT_MOST)
    .map(({ field, stored, found }) => `${field} was ${stored}, is ${found}`);
  const more = differences.length - named.length;
  return `These are NOT the stored metrics: ${named.join("; ")}` +
    (more > 0 ? `; and ${more} more.` : ".");
}
