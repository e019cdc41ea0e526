/** The command `ensemble RUN RUN…`: what several networks predict together. */
import type { Command } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text_table.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { type Ensemble, ensembleRuns } from "../../train/ensemble_runs.ts";
import { readRun } from "../../train/read_run.ts";
import { globalOptions } from "../global_options.ts";
import { confusionText, metricsText } from "../metrics_text.ts";

/** Adds `ensemble` to the program. */
export function addEnsembleCommand(program: Command): void {
  program
    .command("ensemble")
    .description("The mean of several runs' probabilities, on the test part that all of them have")
    .argument("<runs...>", "folders of finished runs with one test part")
    .option("--temperature", "calibrate each network on its own validation part first")
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nSeeds draw other test parts, except where a fold decides what is tested.\n\n" +
        "Example:\n  duygu ensemble runs/turev-*-speaker-1234-seed*-*",
    )
    .action(async (
      folders: string[],
      { temperature, json }: { temperature?: true; json?: true },
      command: Command,
    ) => {
      const { engine, data, quiet } = globalOptions(command);
      // Before the engine starts, which takes its time.
      for (const folder of folders) await readRun(folder);
      if (temperature) await selectEngine({ engine });
      const signal = interruptSignal();
      const ensemble = await ensembleRuns(folders, { temperature, dataRoot: data, quiet, signal });
      console.log(json ? JSON.stringify(ensemble, null, 2) : ensembleText(ensemble));
    });
}

/** The tables of `ensemble`. */
function ensembleText({ corpus, members, metrics }: Ensemble): string {
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
    `${title}: ${members.length} networks on ${metrics.count} test clips`,
    "",
    textTable(header, rows),
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
  ].join("\n");
}
