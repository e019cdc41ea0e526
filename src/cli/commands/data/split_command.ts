/** The command `data split`: training, validation and test parts of a corpus. */
import { type Command, Option } from "commander";
import { textTable } from "../../../base/text_table.ts";
import { UserError } from "../../../base/user_error.ts";
import type { Corpus, Protocol, Split } from "../../../data/corpus.ts";
import { requireCorpus } from "../../../data/find_corpus.ts";
import { countByClass } from "../../../data/list_corpora.ts";
import { protocols, splitCorpus } from "../../../data/splits/split_corpus.ts";
import { splitHash } from "../../../data/splits/split_hash.ts";
import { writeSplit } from "../../../data/splits/write_split.ts";

interface SplitFlags {
  data?: string;
  quiet?: true;
  protocol: Protocol;
  seed: number;
  fold?: string;
  out?: string;
  json?: true;
}

/** Adds `split` to `data`. */
export function addSplitCommand(data: Command): void {
  data
    .command("split")
    .description("Split a corpus into training, validation and test parts")
    .argument("<corpus>", "id of the corpus")
    .addOption(
      new Option("--protocol <name>", "what may not lie on two sides")
        .choices(protocols).default("paper"),
    )
    .option("--seed <number>", "fixes every draw", parseSeed, 1)
    .option("--fold <name>", "for speaker: who is tested; the first one by default")
    .option("--out <file>", "write the split as JSON")
    .option("--json", "print the split as JSON instead of its counts")
    .addHelpText("after", "\nExample:\n  duygu data split turev --protocol speaker --fold 1234")
    .action(async (id: string, _options: object, command: Command) => {
      const flags: SplitFlags = command.optsWithGlobals();
      const corpus = await requireCorpus(id, { dataRoot: flags.data, quiet: flags.quiet });
      const split = splitCorpus(corpus, flags);
      if (flags.out) await writeSplit(flags.out, split);
      console.log(flags.json ? JSON.stringify(split, null, 1) : splitText(corpus, split));
    });
}

/** Counts per class and part, and the split's hash. */
export function splitText(corpus: Corpus, split: Split): string {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const parts = (["train", "validation", "test"] as const).map((part) => {
    const counts = countByClass(split[part].map((id) => clips.get(id)!), corpus.classes);
    return [
      part,
      ...corpus.classes.map((name) => String(counts[name])),
      String(split[part].length),
    ];
  });
  const header = ["part", ...corpus.classes, "all"];
  const table = textTable(header, parts, ["left", ...header.slice(1).map(() => "right" as const)]);
  const fold = split.fold ? `, fold ${split.fold}` : "";
  return `${corpus.title}, protocol ${split.protocol}, seed ${split.seed}${fold}\n${table}\n` +
    `hash ${splitHash(split)}`;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new UserError(`Expected --seed to be a whole number from 0 on, but found ${text}`);
}
