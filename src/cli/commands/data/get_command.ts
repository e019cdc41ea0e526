/** The command `data get`: a corpus from its publisher, by one command. */
import { type Command, Option } from "commander";
import { UserError } from "../../../base/user_error.ts";
import { counted } from "../../../base/terminal.ts";
import { getCorpus } from "../../../data/get/get_corpus.ts";
import { corpusSources } from "../../../data/get/sources.ts";

interface GetFlags {
  data?: string;
  quiet?: true;
  acceptLicence?: true;
  json?: true;
}

/** Adds `get` to `data`. */
export function addGetCommand(data: Command): void {
  data
    .command("get")
    .description("Download a corpus from its publisher, check and import it")
    .argument("<corpus>", `id of the corpus: ${Object.keys(corpusSources).join(", ")}`)
    .addOption(
      new Option("--accept-licence", "accept the corpus's licence; needed without a terminal"),
    )
    .option("--json", "print JSON instead of a sentence")
    .addHelpText(
      "after",
      "\nIt says licence, size and source, and asks once. What was cut off is gone on with. FER2013\n" +
        "needs a token of Kaggle: kaggle.json in ~/.kaggle, or KAGGLE_USERNAME and KAGGLE_KEY.\n" +
        "Proxies are taken from HTTPS_PROXY and NO_PROXY.\n\n" +
        "Examples:\n  duygu data get turev\n  duygu data get tess --accept-licence --data ~/corpora",
    )
    .action(async (id: string, _options: object, command: Command) => {
      const flags: GetFlags = command.optsWithGlobals();
      const { corpus, isNew } = await getCorpus(id, {
        dataRoot: flags.data ?? Deno.env.get("DUYGU_DATA") ?? "data",
        quiet: flags.quiet,
        accept: (terms) => askConsent(terms, flags.acceptLicence ?? false),
      });
      const { title, root, clips } = corpus;
      console.log(
        flags.json
          ? JSON.stringify({ corpus: corpus.id, root, isNew, clips: clips.length }, null, 2)
          : isNew
          ? `Downloaded and checked ${counted(clips.length, "clip")} of ${title}: ${root}`
          : `${root} has ${clips.length} clips of ${title} already; nothing was downloaded`,
      );
    });
}

/** Shows the terms; asks in a terminal, and needs `isAccepted` elsewhere. */
function askConsent(terms: string, isAccepted: boolean): boolean {
  console.error(terms);
  if (isAccepted) return true;
  if (!Deno.stdin.isTerminal()) {
    throw new UserError("Expected --accept-licence, for without a terminal nobody can be asked");
  }
  return confirm("Download it, and accept this licence?");
}
