/** The command `export RUN OUT`: a run's network for Keras, TensorFlow.js or others' `predict`. */
import { type Command, Option } from "commander";
import { selectEngine } from "../../engine/select_engine.ts";
import { bundledOnly, exportFormats, exportRun } from "../../exchange/export_import.ts";
import { networkTitle } from "../../train/network_config.ts";
import { unfinishedText } from "../../train/run_figures.ts";
import { readRun } from "../../train/runs.ts";
import { globalOptions } from "../create_program.ts";

/** Adds `export` to the program. */
export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("Write a run's network and weights for Keras, TensorFlow.js or others' predict")
    .argument("<run>", "folder of the run")
    .argument("<out>", "folder to write to; a file's name for a bundle")
    .addOption(
      new Option(
        "--to <format>",
        "keras: model.keras; tfjs: model.json and weights.bin; bundle: one file for predict --model",
      )
        .choices(exportFormats).makeOptionMandatory(),
    )
    .addHelpText(
      "after",
      "\nThe run's own files go with it: how features are made, how they are scaled, the classes.\n" +
        "Weights are made from the training data: mind their licence (model_card.md).\n" +
        `${
          bundledOnly.map((kind) => networkTitle({ kind })).join(", ")
        } have layers that Keras and\n` +
        "TensorFlow.js lack, and are written as a bundle alone.\n\n" +
        "Example:\n  duygu export runs/turev-emotionUnet-paper-seed1-* shared-model --to keras\n" +
        "  duygu export runs/fer2013-compactResNet-official-seed1-* faces.duygu --to bundle\n" +
        "  python -c \"import keras; keras.saving.load_model('shared-model/model.keras').summary()\"",
    )
    .action(async (
      run: string,
      out: string,
      { to }: { to: typeof exportFormats[number] },
      command: Command,
    ) => {
      const { engine, quiet } = globalOptions(command);
      // Before the engine starts, which takes its time.
      const warning = unfinishedText(await readRun(run));
      if (warning && !quiet) console.error(warning);
      if (to !== "bundle") await selectEngine({ engine });
      console.log(await exportRun(run, out, to));
    });
}
