/**
 * The command `data`: which corpora are here, are they sound, bring in others, split and draw them.
 * `data get` is an entry of its own in command_list.ts, for it alone uses the network.
 */
import { dirname } from "node:path";
import type { Command } from "commander";
import { cacheFolder } from "../../base/files.ts";
import { counted } from "../../base/terminal.ts";
import { didYouMean, textTable } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { addCorpus, numberedClasses } from "../../data/add_corpus.ts";
import { presetNames } from "../../data/corpora/presets.ts";
import type { CorpusProblem } from "../../data/corpus_layout.ts";
import { type CorpusStatus, listCorpora } from "../../data/find_corpus.ts";
import { importCorpus } from "../../data/import/import_corpus.ts";
import { addSharesCommand, addSplitCommand } from "./data/split_command.ts";
import { addVerifyCommand } from "./data/verify_command.ts";

/** Adds `data` with its subcommands list, verify, import, add, split and shares. */
export function addDataCommand(program: Command): void {
  const data = program
    .command("data")
    .description("Corpora: list, get, verify, import, add, split, shares")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu data list\n  duygu data get turev\n  duygu data import turev ~/Downloads/TurEV-DB-master.zip\n" +
        "  duygu data verify turev tess",
    );
  addListCommand(data);
  addVerifyCommand(data);
  addImportCommand(data);
  addAddCommand(data);
  addSplitCommand(data);
  addSharesCommand(data);
}

// The command `data list`: every known corpus and whether it is here.

/** Adds `list` to `data`. */
function addListCommand(data: Command): void {
  data
    .command("list")
    .description("List the known corpora and those found on this machine")
    .option("--json", "print JSON instead of a table")
    .addHelpText("after", "\nExample:\n  duygu data list --data ~/corpora")
    .action(async (_options: object, command: Command) => {
      const options: { data?: string; json?: true } = command.optsWithGlobals();
      const statuses = await listCorpora({ dataRoot: options.data });
      console.log(options.json ? JSON.stringify(statuses, null, 2) : listText(statuses));
    });
}

/** The table of `data list`, and below it how to get what is missing. */
function listText(statuses: CorpusStatus[]): string {
  const header = ["corpus", "title", "language", "clips", "published", "what", "where"];
  const rows = statuses.map(({ info, counts, kind, root, fault }) => [
    info.id,
    info.title,
    info.language,
    root === undefined || fault ? "-" : String(total(counts)),
    info.publishedCounts && !info.synthetic ? String(total(info.publishedCounts)) : "-",
    fault ? "broken" : info.synthetic ? "generated" : kind ?? "missing",
    root ?? "",
  ]);
  const table = textTable(
    header,
    rows,
    ["left", "left", "left", "right", "right", "left", "left"],
    {
      drop: ["language", "title", "published"],
      allBy: "--json has them",
    },
  );
  const notes = statuses.flatMap(({ info, root, fault }) => {
    if (fault) return [`${info.title}: ${fault}`];
    return root === undefined ? [`${info.title} is not here. ${info.howToGet}`] : [];
  });
  return [table, ...notes.length ? ["", ...notes] : []].join("\n");
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

// The command `data add`: describe any other corpus, after which every command knows it.

/** How many files that cannot be read are named. */
const NAMED_AT_MOST = 5;

interface AddFlags {
  quiet?: true;
  data?: string;
  root?: string;
  preset?: string;
  pattern?: string;
  title?: string;
  classes?: string;
  codes?: string;
  speakers?: string;
  skipUnmatched?: true;
  json?: true;
}

/** Adds `add` to `data`. */
function addAddCommand(data: Command): void {
  data
    .command("add")
    .description("Describe recordings or pictures of your own: class, speaker, text from the path")
    .argument(
      "<id>",
      "a short name of small letters, digits and hyphens; may be left out with --preset",
    )
    .argument("[folder]", "folder of its recordings or pictures")
    .option("--root <folder>", "the same as the argument")
    .option(
      "--pattern <pattern>",
      "path of a file with {class}, {speaker}, {text}, {repetition}, {part} and {any}, or with a " +
        "width, {speaker:2}; pictures in a folder for each class need none",
    )
    .option("--preset <name>", `as published: ${presetNames.join(", ")}`)
    .option("--title <title>", "name to print; the id by default")
    .option("--classes <names>", "classes in order, separated by commas; those found by default")
    .option(
      "--codes <pairs>",
      "what {class} holds in files, such as kz=angry,sk=calm, or affectnet or ckplus",
    )
    .option(
      "--speakers <table>",
      "CSV file with the columns speaker (as at {speaker}), sex and age, for metrics by group",
    )
    .option("--skip-unmatched", "leave out files that do not follow the pattern")
    .option("--json", "print the description as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu data add emodb ~/EMO-DB --preset emodb\n" +
        '  duygu data add emodb ~/EMO-DB --pattern "{speaker:2}{text:3}{class:1}{repetition:1}" \\\n' +
        "    --codes W=angry,L=boredom,E=disgust,A=fear,F=happy,T=sad,N=neutral\n" +
        '  duygu data add mine ~/mine --pattern "{speaker}_{text}_{class}.wav"\n' +
        "  duygu data add affectnet ~/AffectNet --codes affectnet",
    )
    .action(
      async (first: string, second: string | undefined, _options: object, command: Command) => {
        const flags: AddFlags = command.optsWithGlobals();
        const isUnnamed = second === undefined && flags.root === undefined &&
          flags.preset !== undefined;
        const id = isUnnamed ? flags.preset! : first;
        const root = isUnnamed ? first : second ?? flags.root;
        if (!root) {
          throw new UserError(
            `Expected an id and the folder of its files, but found ${first} alone`,
          );
        }
        if (second !== undefined && flags.root !== undefined) {
          throw new UserError(`Expected one folder, but found ${second} and --root ${flags.root}`);
        }
        const added = await addCorpus({
          id,
          title: flags.title,
          root,
          preset: flags.preset,
          pattern: flags.pattern,
          classes: flags.classes?.split(",").map((name) => name.trim()),
          codes: flags.codes === undefined ? undefined : parseCodes(flags.codes),
          isCodeList: flags.codes !== undefined && Object.hasOwn(numberedClasses, flags.codes),
          speakers: flags.speakers,
          skipUnmatched: flags.skipUnmatched,
          dataRoot: flags.data,
          quiet: flags.quiet,
        });
        const { description, path, clips, skipped, uncoded } = added;
        const text =
          `Added ${id}: ${counted(clips, "clip")}, classes ${description.classes.join(", ")}; ` +
          `description in ${path}`;
        console.log(flags.json ? JSON.stringify(description, null, 2) : text);
        if (uncoded.length) {
          console.error(
            `Classes as the files name them, without a code: ${
              uncoded.join(", ")
            }; say what they ` +
              "stand for by --codes, or leave them out by --classes and --skip-unmatched",
          );
        }
        if (dirname(path) === cacheFolder("corpora") && !flags.quiet) {
          console.error(
            "The description is in the cache folder, for no folder of data sets was named: --data DIR " +
              "or $DUYGU_DATA keep it beside the data",
          );
        }
        if (skipped) {
          const files = skipped === 1 ? "1 file that does" : `${skipped} files that do`;
          console.error(`Left out ${files} not follow the pattern`);
        }
        for (const line of unreadableText(added.unreadable)) console.error(line);
        if (added.copies) console.error(added.copies);
      },
    );
}

function unreadableText(unreadable: CorpusProblem[]): string[] {
  if (!unreadable.length) return [];
  const named = unreadable.slice(0, NAMED_AT_MOST)
    .map(({ relativePath, problem }) => `  ${relativePath} ${problem}`);
  const more = unreadable.length - named.length;
  return [
    `Left out ${counted(unreadable.length, "file")} that cannot be read:`,
    ...named,
    ...more > 0 ? [`  and ${more} more`] : [],
  ];
}

/**
 * "kz=angry,sk=calm" as an object, and the numbers of a known corpus by its name. Throws UserError
 * for anything else.
 */
export function parseCodes(text?: string): Record<string, string> {
  if (!text) return {};
  if (Object.hasOwn(numberedClasses, text)) {
    const names = numberedClasses[text];
    return Object.fromEntries(names.map((name, number) => [String(number), name]));
  }
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [code, name, ...rest] = pair.split("=").map((part) => part.trim());
      if (!code || !name || rest.length) {
        const known = Object.keys(numberedClasses);
        throw new UserError(
          `Expected --codes to be pairs such as kz=angry, or ${known.join(" or ")}, but found ` +
            `${pair}${didYouMean(pair, known)}`,
        );
      }
      return [code, name];
    }),
  );
}

// The command `data import`: a corpus as downloaded, brought into its official layout.

/** Adds `import` to `data`. */
function addImportCommand(data: Command): void {
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
      const clips = `${counted(corpus.clips.length, "clip")} of ${corpus.title}`;
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
        console.error(
          `Left out ${counted(skipped, "file")}; \`data verify ${corpus.id}\` names ` +
            (skipped === 1 ? "it" : "them"),
        );
      }
    });
}
