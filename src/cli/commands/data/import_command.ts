/** The command `data import`: a corpus as downloaded, brought into its official layout. */
import type { Command } from "commander";
import { importCorpus } from "../../../data/import/import_corpus.ts";

/** Adds `import` to `data`. */
export function addImportCommand(data: Command): void {
  data
    .command("import")
    .description("Bring a downloaded folder or archive (zip, tar, tar.gz) into the layout")
    .argument("<corpus>", "id of the corpus: turev, tess, anad, banglaser or fer2013")
    .argument("<source>", "the folder or archive, or ANAD's or FER2013's table")
    .option("--json", "print JSON instead of a sentence")
    .addHelpText("after", "\nExample:\n  duygu data import tess ~/Downloads/dataverse_files.zip")
    .action(async (id: string, source: string, _options: object, command: Command) => {
      const options: { data?: string; quiet?: true; json?: true } = command.optsWithGlobals();
      const dataRoot = options.data ?? Deno.env.get("DUYGU_DATA") ?? "data";
      const { corpus, problems, isNew } = await importCorpus(source, id, dataRoot, {
        quiet: options.quiet,
      });
      const skipped = problems.filter((problem) => problem.skipped).length;
      const clips = `${corpus.clips.length} clips of ${corpus.title}`;
      const { root } = corpus;
      const counts = { clips: corpus.clips.length, leftOut: skipped };
      console.log(
        options.json
          ? JSON.stringify({ corpus: corpus.id, root, isNew, ...counts }, null, 2)
          : isNew
          ? `Imported ${clips} into ${root}`
          : `${root} has the same ${clips}`,
      );
      if (skipped) {
        console.error(`Left out ${skipped} files; \`data verify ${corpus.id}\` names them`);
      }
    });
}
