/** The command `data add`: describe any other corpus, after which every command knows it. */
import type { Command } from "commander";
import { didYouMean } from "../../../base/did_you_mean.ts";
import { UserError } from "../../../base/user_error.ts";
import { addCorpus } from "../../../data/add_corpus.ts";
import type { CorpusProblem } from "../../../data/corpus_layout.ts";
import { numberedClasses } from "../../../data/corpora/numbered_classes.ts";

/** How many files that cannot be read are named. */
const NAMED_AT_MOST = 5;

interface AddFlags {
  quiet?: true;
  data?: string;
  root?: string;
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
    .argument("<id>", "a short name of small letters, digits and hyphens")
    .argument("[folder]", "folder of its recordings or pictures")
    .option("--root <folder>", "the same as the argument")
    .option(
      "--pattern <pattern>",
      "path of a file with {class}, {speaker}, {text}, {repetition}, {part} and {any}; " +
        "pictures in a folder for each class need none",
    )
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
      '\nExamples:\n  duygu data add emodb --root ~/emodb --pattern "{speaker}_{text}_{class}.wav" \\\n' +
        "    --codes W=angry,F=happy,T=sad,N=neutral\n" +
        "  duygu data add affectnet ~/AffectNet --codes affectnet",
    )
    .action(async (id: string, folder: string | undefined, _options: object, command: Command) => {
      const flags: AddFlags = command.optsWithGlobals();
      const root = folder ?? flags.root;
      if (!root) throw new UserError("Expected the folder of the corpus, but found none");
      const { description, path, clips, skipped, unreadable, copies } = await addCorpus({
        id,
        title: flags.title,
        root,
        pattern: flags.pattern,
        classes: flags.classes?.split(",").map((name) => name.trim()),
        codes: parseCodes(flags.codes),
        skipUnmatched: flags.skipUnmatched,
        dataRoot: flags.data,
        quiet: flags.quiet,
      });
      const text = `Added ${id}: ${clips} clips, classes ${description.classes.join(", ")}; ` +
        `description in ${path}`;
      console.log(flags.json ? JSON.stringify(description, null, 2) : text);
      if (skipped) console.error(`Left out ${skipped} files that do not follow the pattern`);
      for (const line of unreadableText(unreadable)) console.error(line);
      if (copies) console.error(copies);
    });
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
