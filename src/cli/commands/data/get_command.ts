/** The command `data get`: a corpus, or a pretrained encoder, from its publisher. */
import { type Command, Option } from "commander";
import { UserError } from "../../../base/user_error.ts";
import { counted } from "../../../base/terminal.ts";
import { getCorpus } from "../../../data/get/get_corpus.ts";
import { getEncoder } from "../../../data/get/get_encoder.ts";
import { corpusSources, encodersByHand, encoderSources } from "../../../data/get/sources.ts";
import { describeEncoder } from "../features/encoder_command.ts";

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
    .description("Download a corpus from its publisher, check and import it; or an encoder")
    .argument(
      "<corpus>",
      `id of the corpus: ${Object.keys(corpusSources).join(", ")}; "encoder" for an encoder`,
    )
    .argument("[name]", `of an encoder: ${encoderNames.join(", ")}`)
    .addOption(
      new Option("--accept-licence", "accept the corpus's licence; needed without a terminal"),
    )
    .option("--json", "print JSON instead of a sentence")
    .addHelpText(
      "after",
      "\nIt says licence, size and source, and asks once. What was cut off is gone on with. FER2013\n" +
        "needs a token of Kaggle: kaggle.json in ~/.kaggle, or KAGGLE_USERNAME and KAGGLE_KEY.\n" +
        "Proxies are taken from HTTPS_PROXY and NO_PROXY.\n\n" +
        "Examples:\n  duygu data get turev\n  duygu data get tess --accept-licence --data ~/corpora\n" +
        "  duygu data get encoder whisper-tiny.en",
    )
    .action(async (id: string, name: string | undefined, _options: object, command: Command) => {
      const flags: GetFlags = command.optsWithGlobals();
      if (id === "encoder") return await getOneEncoder(name, flags);
      if (name !== undefined) {
        throw new UserError(`Expected a corpus, or encoder and its name, but found ${id} ${name}`);
      }
      const { corpus, isNew } = await getCorpus(id, sharedOptions(flags));
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

const encoderNames = [...Object.keys(encoderSources), ...Object.keys(encodersByHand)];

function sharedOptions(flags: GetFlags) {
  return {
    dataRoot: flags.data ?? Deno.env.get("DUYGU_DATA") ?? "data",
    quiet: flags.quiet,
    accept: (terms: string) => askConsent(terms, flags.acceptLicence ?? false),
  };
}

/** `data get encoder NAME`: the file, with its description beside it. */
async function getOneEncoder(name: string | undefined, flags: GetFlags): Promise<void> {
  if (name === undefined) {
    throw new UserError(`Expected the name of an encoder, one of ${encoderNames.join(", ")}`);
  }
  const { path, isNew } = await getEncoder(name, sharedOptions(flags));
  await describeEncoder(path, name);
  console.log(
    flags.json
      ? JSON.stringify({ encoder: name, path, isNew }, null, 2)
      : isNew
      ? `Downloaded ${name}: ${path}`
      : `${path} is there already; nothing was downloaded`,
  );
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
