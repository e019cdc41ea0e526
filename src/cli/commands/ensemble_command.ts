/** The command `ensemble RUN RUN…`: what several networks predict together. */
import { type Command, Option } from "commander";
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { textTable } from "../../base/text.ts";
import { findCorpus } from "../../data/find_corpus.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { knowledgeKinds, knowledgeTitles } from "../../metrics/knowledge.ts";
import {
  type Ensemble,
  type EnsembleOptions,
  ensembleParts,
  ensembleRuns,
} from "../../train/ensemble_runs.ts";
import { claimText, foldsText, foldTeams, pooledFolds } from "../../train/run_figures.ts";
import { readRun } from "../../train/runs.ts";
import { globalOptions } from "../create_program.ts";
import { confusionText, foldsTable, metricsText } from "../metrics_text.ts";

/** Adds `ensemble` to the program. */
export function addEnsembleCommand(program: Command): void {
  program
    .command("ensemble")
    .description("The mean of several runs' probabilities, on a part that all of them have")
    .argument("<runs...>", "folders of finished runs with one test or validation set")
    .addOption(
      new Option("--part <name>", "of the split; members are chosen by the validation set")
        .choices(ensembleParts).default("test"),
    )
    .option("--temperature", "calibrate each network on its own validation set first")
    .option(
      "--all-folds",
      "also the runs beside each that differ in the fold alone, fold by fold, then all together",
    )
    .addOption(
      new Option(
        "--knowledge <kind>",
        "what is known of the speakers; by default the least that all need",
      )
        .choices(knowledgeKinds),
    )
    .option("--json", "print JSON instead of tables")
    .addHelpText(
      "after",
      "\nSeeds draw other test sets, except where a fold decides what is tested.\n\n" +
        "Examples:\n  duygu ensemble runs/turev-*-speaker-1234-seed*-*\n" +
        "  duygu ensemble --all-folds runs/turev-*-speaker-1234-seed*-*",
    )
    .action(async (
      folders: string[],
      { part, temperature, knowledge, allFolds, json }:
        & Pick<EnsembleOptions, "part" | "temperature" | "knowledge">
        & { allFolds?: true; json?: true },
      command: Command,
    ) => {
      const { engine, data, quiet } = globalOptions(command);
      // Before the engine starts, which takes its time.
      for (const folder of folders) await readRun(folder);
      if (temperature || part === "validation") await selectEngine({ engine });
      const signal = interruptSignal();
      const common = { dataRoot: data, quiet, signal };
      const how = { part, temperature, knowledge, ...common };
      if (allFolds) return await printFolds(folders, how, json);
      const ensemble = await ensembleRuns(folders, how);
      console.log(json ? JSON.stringify(ensemble, null, 2) : ensembleText(ensemble));
    });
}

/** The ensembles of all folds, and what they give together. */
async function printFolds(
  folders: readonly string[],
  options: EnsembleOptions,
  json?: true,
): Promise<void> {
  const teams = await foldTeams(folders);
  const ensembles: Ensemble[] = [];
  for (const team of teams) {
    ensembles.push(await ensembleRuns(team.map(({ folder }) => folder), options));
  }
  const first = teams.map(([run]) => run);
  // Without the data speakers are unknown, all else is not.
  const corpus = await findCorpus(first[0].config.corpus, options).catch(() => undefined);
  const pooled = pooledFolds(ensembles.map(({ predictions }) => predictions), corpus);
  const folds = ensembles.map(({ members, metrics }, at) => ({
    fold: first[at].config.fold,
    runs: members.map(({ folder }) => folder),
    metrics,
  }));
  const [{ part, knowledge }] = ensembles;
  if (json) {
    console.log(JSON.stringify({ part, knowledge, folds, ...pooled }, null, 2));
    return;
  }
  const { synthetic, title } = first[0].corpus;
  console.log([
    `${synthetic ? "SYNTHETIC data (generated, not speech)" : title}: ${
      teams[0].length
    } networks ` +
    `on ${pooled.metrics.count} ${part} clips, ${foldsText(first, corpus)}`,
    `known of the speakers: ${knowledgeTitles[knowledge]}`,
    "",
    foldsTable(folds, pooled),
  ].join("\n"));
}

/** The tables of `ensemble`. */
function ensembleText({ corpus, part, knowledge, members, metrics }: Ensemble): string {
  const title = corpus.synthetic ? "SYNTHETIC data (generated, not speech)" : corpus.title;
  const rows = [...members, {
    folder: "together",
    temperature: null,
    claimed: members.some((one) => one.claimed),
    metrics,
  }].map(
    (row) => [
      row.folder + claimText(row),
      row.temperature?.toFixed(3) ?? "",
      row.metrics.accuracy.toFixed(4),
      row.metrics.macroRecall.toFixed(4),
      row.metrics.logLoss.toFixed(4),
      row.metrics.expectedCalibrationError.toFixed(4),
    ],
  );
  const header = ["run", "temperature", "accuracy", "UAR", "log loss", "calibration error"];
  return [
    `${title}: ${members.length} networks on ${metrics.count} ${part} clips`,
    `known of the speakers: ${knowledgeTitles[knowledge]}`,
    "",
    textTable(header, rows),
    "",
    metricsText(metrics),
    "",
    confusionText(metrics),
  ].join("\n");
}
