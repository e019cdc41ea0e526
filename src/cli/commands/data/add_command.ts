/** The command `data add`: describe any other corpus, after which every command knows it. */
import type { Command } from "commander";
import { didYouMean } from "../../../base/text.ts";
import { UserError } from "../../../base/user_error.ts";
import { addCorpus, numberedClasses } from "../../../data/add_corpus.ts";
import { presetNames } from "../../../data/corpora/presets.ts";
import type { CorpusProblem } from "../../../data/corpus_layout.ts";

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
  skipUnmatched?: true;
  json?: true;
}

/** Adds `add` to `data`. */
export function addAddCommand(data: Command): void {
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
        if (!root) throw new UserError("Expected the folder of the corpus, but found none");
        const added = await addCorpus({
          id,
          title: flags.title,
          root,
          preset: flags.preset,
          pattern: flags.pattern,
          classes: flags.classes?.split(",").map((name) => name.trim()),
          codes: flags.codes === undefined ? undefined : parseCodes(flags.codes),
          isCodeList: flags.codes !== undefined && Object.hasOwn(numberedClasses, flags.codes),
          skipUnmatched: flags.skipUnmatched,
          dataRoot: flags.data,
          quiet: flags.quiet,
        });
        const { description, path, clips, skipped, uncoded } = added;
        const text = `Added ${id}: ${clips} clips, classes ${description.classes.join(", ")}; ` +
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
        if (skipped) console.error(`Left out ${skipped} files that do not follow the pattern`);
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
    `Left out ${unreadable.length} files that cannot be read:`,
    ...named,
    ...more > 0 ? [`  and ${more} more`] : [],
  ];
}

/** "kz=angry,sk=calm" as an object, and the numbers of a known corpus by its name. Throws UserError for anything else. */
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
