/** The command `import SOURCE RUN`: a run of weights that Keras or TensorFlow.js saved. */
import type { Command } from "commander";
import { selectEngine } from "../../engine/select_engine.ts";
import { importRun } from "../../exchange/export_import.ts";
import { weightFiles } from "../../exchange/read_weights.ts";
import { isClaimed } from "../../train/manifest.ts";
import { globalOptions } from "../create_program.ts";

/** Adds `import` to the program. */
export function addImportCommand(program: Command): void {
  program
    .command("import")
    .description("Make a run of weights that Keras or TensorFlow.js saved")
    .argument("<source>", `folder that \`export\` wrote, or ${weightFiles}`)
    .argument("<run>", "folder of the new run")
    .addHelpText(
      "after",
      "\nconfig.json, corpus.json and normaliser.json must lie beside the weights, as `export` " +
        "leaves them.\n\nExample:\n  duygu import shared-model runs/from-keras\n" +
        "  duygu evaluate runs/from-keras",
    )
    .action(async (source: string, run: string, _options: object, command: Command) => {
      await selectEngine({ engine: globalOptions(command).engine });
      await importRun(source, run);
      console.log(run);
      if (await isClaimed(run) && !globalOptions(command).quiet) {
        console.error(
          "Its scores and predictions are as claimed by whoever trained it; `evaluate` computes " +
            "them anew.",
        );
      }
    });
}
