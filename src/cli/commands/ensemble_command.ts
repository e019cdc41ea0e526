/** The command `ensemble RUN RUN…`: what several networks predict together. */
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text_table.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import {
  type Ensemble,
  type EnsembleOptions,
  ensembleParts,
  ensembleRuns,
} from "../../train/ensemble_runs.ts";
import { readRun } from "../../train/read_run.ts";
import { globalOptions } from "../global_options.ts";
import { confusionText, metricsText } from "../metrics_text.ts";

/** Adds `ensemble` to the program. */
export function addEnsembleCommand(program: Command): void {
  program
    .command("ensemble")
    .description("The mean of several runs' probabilities, on a part that all of them have")
    .argument("<runs...>", "folders of finished runs with one test or validation part")
    .addOption(
      new Option("--part <name>", "of the split; members are chosen by the validation part")
        .choices(ensembleParts).default("test"),
    )
    .option("--temperature", "calibrate each network on its own validation part first")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nSeeds draw other test parts, except where a fold decides what is tested.\n\n" +
        "Example:\n  duygu ensemble runs/turev-*-speaker-1234-seed*-*",
    )
    .action(async (
      folders: string[],
      { part, temperature, json }:
        & Pick<EnsembleOptions, "part" | "temperature">
        & { json?: true },
      command: Command,
    ) => {
      const { engine, data, quiet } = globalOptions(command);
      // Before the engine starts, which takes its time.
      for (const folder of folders) await readRun(folder);
      if (temperature || part === "validation") await selectEngine({ engine });
      const signal = interruptSignal();
      const common = { dataRoot: data, quiet, signal };
      const ensemble = await ensembleRuns(folders, { part, temperature, ...common });
      console.log(json ? JSON.stringify(ensemble, null, 2) : ensembleText(ensemble));
    });
}

/** The tables of `ensemble`. */
function ensembleText({ corpus, part, members, metrics }: Ensemble): string {
  const title = corpus.synthetic ? "SYNTHETIC data (generated, not speech)" : corpus.title;
  const rows = [...members, { folder: "together", temperature: null, metrics }].map((row) => [
    row.folder,
    row.temperature?.toFixed(3) ?? "",
    row.metrics.accuracy.toFixed(4),
    row.metrics.logLoss.toFixed(4),
    row.metrics.expectedCalibrationError.toFixed(4),
  ]);
  const header = ["run", "temperature", "accuracy", "log loss", "calibration error"];
  return [
    `${title}: ${members.length} networks on ${metrics.count} ${part} clips`,
    "",
    textTable(header, rows),
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
  ].join("\n");
}
