/** The command `data split`: training, validation and test sets of a corpus. */
import { join } from "node:path";
import { type Command, Option } from "commander";
import { writeFileWhole } from "../../../base/files.ts";
import { textTable } from "../../../base/text.ts";
import { UserError } from "../../../base/user_error.ts";
import { type Corpus, type Protocol, protocols, type Split } from "../../../data/corpus.ts";
import { countByClass, requireCorpus } from "../../../data/find_corpus.ts";
import { copiesNote } from "../../../data/splits/groups.ts";
import { keepFolds } from "../../../data/splits/fold_table.ts";
import { coverageNote } from "../../../data/splits/published_splits.ts";
import { splitCorpus, splitFolds, untestedNote } from "../../../data/splits/split_corpus.ts";
import { splitHash, writeSplit } from "../../../data/splits/split_file.ts";
import {
  type ClassCount,
  classSharesBar,
  classSharesPie,
  percent,
  type PublishedShares,
  totalCount,
} from "../../../plot/class_shares.ts";
import { renderPng, renderSvg } from "../../../plot/render.ts";
import { publishedClassShares } from "../../../report/published/published_figure.ts";
import { wholeNumberFrom, wholeNumberOption } from "../../options.ts";

interface SplitFlags {
  data?: string;
  quiet?: true;
  protocol: Protocol;
  seed: number;
  fold?: string;
  folds?: number;
  out?: string;
  outFolder?: string;
  from?: string;
  json?: true;
}

/** Adds `split` to `data`. */
export function addSplitCommand(data: Command): void {
  data
    .command("split")
    .description("Split a corpus into training, validation and test sets")
    .argument("<corpus>", "id of the corpus, or ids joined by + for crossCorpus")
    .addOption(
      new Option("--protocol <name>", "what is held out")
        .choices(protocols).default("paper"),
    )
    .option(
      "--from <file>",
      "a table of published folds (columns file, part; class, fold), kept for the protocol published",
    )
    .option("--seed <number>", "fixes every draw", wholeNumberFrom(0), 1)
    .option(
      "--fold <name>",
      "what is tested: a speaker, 2of5, a corpus; by default the first one, of corpora the last",
    )
    .option("--folds <count>", "for protocols of folds: how many, 5 by default", wholeNumberOption)
    .option("--out <file>", "write the split as JSON")
    .option("--out-folder <dir>", "write the splits of all folds as JSON, and count each")
    .option("--json", "print the split as JSON instead of its counts")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu data split turev --protocol speaker --fold 1234\n" +
        "  duygu data split turev --protocol speakerFolds --folds 3 --out-folder splits\n" +
        "  duygu data split turev+tess --protocol crossCorpus\n" +
        "  duygu data split turev --from folds.csv",
    )
    .action(async (id: string, _options: object, command: Command) => {
      const given: SplitFlags = command.optsWithGlobals();
      const found = await requireCorpus(id, { dataRoot: given.data, quiet: given.quiet });
      const isDefault = command.getOptionValueSource("protocol") === "default";
      const { corpus, flags } = given.from === undefined
        ? { corpus: found, flags: given }
        : await withFolds(found, given.from, { ...given, isDefault });
      const splits = chooseFolds(corpus, flags).map((fold) =>
        splitCorpus(corpus, { ...flags, fold })
      );
      for (const split of splits) {
        await writeSplitFiles(split, flags);
        const note = untestedNote(corpus, split);
        if (note) console.error(`${split.fold ? `Fold ${split.fold}: ` : ""}${note}`);
      }
      const copies = copiesNote(corpus, splits[0]);
      if (copies) console.error(copies);
      const text = flags.json
        ? JSON.stringify(flags.outFolder ? splits : splits[0], null, 1)
        : splits.map((split) => splitText(corpus, split)).join("\n\n");
      console.log(text);
    });
}

/** The corpus with the folds of the table, which is kept, split by these. */
async function withFolds(
  corpus: Corpus,
  from: string,
  { isDefault, ...flags }: SplitFlags & { isDefault: boolean },
): Promise<{ corpus: Corpus; flags: SplitFlags }> {
  if (!isDefault && flags.protocol !== "published") {
    throw new UserError(
      `Expected --from with the protocol published, but found ${flags.protocol}`,
    );
  }
  const { kept, folds } = await keepFolds(corpus, from, { dataRoot: flags.data });
  if (!flags.quiet) {
    const names = [...folds.keys()];
    console.error(
      `Kept in ${kept}: ${names.length} fold${names.length === 1 ? "" : "s"} (${
        names.slice(0, 5).join(", ")
      }${
        names.length > 5 ? ", …" : ""
      }); train, tune and bench take them by the protocol published`,
    );
  }
  return { corpus: { ...corpus, folds }, flags: { ...flags, protocol: "published" } };
}

/** All folds where all are to be written, else the one that is requested. */
function chooseFolds(corpus: Corpus, { protocol, fold, folds, outFolder }: SplitFlags): string[] {
  if (fold !== undefined && (folds !== undefined || outFolder !== undefined)) {
    throw new UserError(
      "Expected --fold alone, or --folds and --out-folder without it, but found both",
    );
  }
  if (fold !== undefined) return [fold];
  const all = splitFolds(corpus, protocol, folds);
  return outFolder === undefined ? all.slice(0, 1) : all;
}

async function writeSplitFiles(split: Split, { out, outFolder }: SplitFlags): Promise<void> {
  if (out) await writeSplit(out, split);
  if (!outFolder) return;
  const { corpus, protocol, fold, seed } = split;
  const name = [corpus, protocol, fold, `seed${seed}`].filter(Boolean).join("-");
  await writeSplit(join(outFolder, `${name.replaceAll("/", "_")}.json`), split);
}

/** Counts per class and part, and the split's hash. */
function splitText(corpus: Corpus, split: Split): string {
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
  const lacking = coverageNote(corpus, split);
  return `${corpus.title}, protocol ${split.protocol}, seed ${split.seed}${fold}\n${table}\n` +
    `hash ${splitHash(split)}` + (lacking ? `\n${lacking}` : "");
}

// The command `data shares`: how many clips each class of a corpus has, drawn as bars and as pie.

interface SharesFlags {
  data?: string;
  quiet?: true;
  out: string;
  json?: true;
}

/** Adds `shares` to `data`. */
export function addSharesCommand(data: Command): void {
  data
    .command("shares")
    .description("Draw how many clips each class of a corpus has, as bars and as pie")
    .argument("<corpus>", "id of the corpus")
    .option("--out <folder>", "where the pictures go", "shares")
    .option("--json", "print the counts as JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu data shares fer2013 --out pictures")
    .action(async (id: string, _options: object, command: Command) => {
      const { data, quiet, out, json }: SharesFlags = command.optsWithGlobals();
      const corpus = await requireCorpus(id, { dataRoot: data, quiet });
      const counts = countByClass(corpus.clips, corpus.classes);
      const classes = corpus.classes.map((name) => ({ name, count: counts[name] }));
      const published = publishedClassShares(id);
      const { synthetic } = corpus;
      const labels = { title: `${corpus.title}: share of each class`, synthetic };
      const plots = {
        bar: classSharesBar(classes, labels, published),
        pie: classSharesPie(classes, labels),
      };
      const paths: string[] = [];
      for (const [name, spec] of Object.entries(plots)) {
        const path = join(out, `${id}-${name}`);
        await writeFileWhole(`${path}.svg`, await renderSvg(spec));
        await writeFileWhole(`${path}.png`, await renderPng(spec));
        paths.push(`${path}.png`);
      }
      if (json) console.log(JSON.stringify(counts, null, 2));
      else console.log([sharesText(classes, published), ...paths].join("\n"));
    });
}

/** Count and share of each class, beside the published share where there is one. */
function sharesText(classes: ClassCount[], published?: PublishedShares): string {
  const total = totalCount(classes);
  const header = ["class", "clips", "share", ...published ? ["published"] : []];
  const rows = classes.map(({ name, count }) => {
    const given = published?.shares[name];
    const cells = [name, String(count), percent(count / total)];
    return published ? [...cells, given === undefined ? "-" : percent(given)] : cells;
  });
  const note = published ? [`published: ${published.source}`] : [];
  const table = textTable(
    header,
    [...rows, ["all", String(total), "", ""].slice(0, header.length)],
    ["left", "right", "right", "right"],
  );
  return [table, ...note].join("\n");
}
