/** The command `features import CSV`: features that somebody else computed, for runs to take. */
import type { Command } from "commander";
import { requireCorpus } from "../../../data/find_corpus.ts";
import { importFeatures } from "../../../dsp/import_features.ts";
import { globalOptions } from "../../create_program.ts";

/** Adds `import` to `features`. */
export function addImportCommand(features: Command): void {
  features
    .command("import")
    .description("Take the features of a corpus's clips from a table, such as openSMILE's")
    .argument("<csv>", "one row a clip, which a column id, clip, file, path or name names")
    .requiredOption("--corpus <id>", "whose clips they are")
    .option("--json", "print JSON instead of a sentence")
    .addHelpText(
      "after",
      "\n`train --features table:CSV` takes them in, too. Files that are not in the table cannot be\n" +
        "predicted by such a run.\n\n" +
        "Examples:\n  duygu features import egemaps.csv --corpus turev\n" +
        "  duygu train turev --protocol speaker --features table:egemaps.csv",
    )
    .action(async (csv: string, _options: object, command: Command) => {
      const { corpus: id, json } = command.optsWithGlobals<{ corpus: string; json?: true }>();
      const corpus = await requireCorpus(id, { dataRoot: globalOptions(command).data });
      const imported = await importFeatures(csv, corpus);
      console.log(
        json
          ? JSON.stringify({ corpus: id, ...imported }, null, 2)
          : `Imported ${imported.name}: ${imported.values} values for each of ` +
            `${corpus.clips.length} clips of ${corpus.title}`,
      );
    });
}
