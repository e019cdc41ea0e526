/** The command `data verify`: are the corpora what was published, and can every file be read? */
import type { Command } from "commander";
import { textTable } from "../../../base/text.ts";
import { FoundFault, UserError } from "../../../base/user_error.ts";
import { findCorpusRoot, type FindOptions, listCorpora } from "../../../data/find_corpus.ts";
import { corpusLayout } from "../../../data/registry.ts";
import { type Verification, verifyCorpus } from "../../../data/verify_corpus.ts";

const NAMED_AT_MOST = 10;

/** Adds `verify` to `data`. */
export function addVerifyCommand(data: Command): void {
  data
    .command("verify")
    .description("Decode every clip and compare counts with the publication")
    .argument("[corpora...]", "ids of corpora; all that are found by default")
    .option("--json", "print JSON instead of text")
    .addHelpText(
      "after",
      "\nExit code 1 where files cannot be used or counts differ from the publication; what is only\n" +
        "odd, such as copies and misnamed files, is reported. Exit code 2 where a corpus cannot be read\n" +
        "at all; the others are verified.\n\nExample:\n  duygu data verify turev",
    )
    .action(async (ids: string[], _options: object, command: Command) => {
      const options: { data?: string; quiet?: true; json?: true } = command.optsWithGlobals();
      const results = await verifyAll(ids, { dataRoot: options.data, quiet: options.quiet });
      const texts = results.map((one) =>
        isBroken(one) ? `${one.title}: ${one.fault}` : verificationText(one)
      );
      console.log(options.json ? JSON.stringify(results, null, 2) : texts.join("\n\n"));
      const fault = faultOf(results);
      if (results.some(isBroken)) throw new UserError(fault);
      // A check that found something is exit code 1.
      if (fault !== "") throw new FoundFault(fault);
    });
}

/** A corpus of which nothing can be verified, as `fault` says. */
type BrokenCorpus = Pick<Verification, "id" | "title"> & { fault: string };

function isBroken(result: Verification | BrokenCorpus): result is BrokenCorpus {
  return "fault" in result;
}

/** Verifies the corpora `ids`, all that are found by default; one that is broken stops no other. */
async function verifyAll(
  ids: string[],
  options: FindOptions,
): Promise<(Verification | BrokenCorpus)[]> {
  const corpora = ids.length
    ? await requireAll(ids, options)
    : (await listCorpora(options)).filter(({ root, fault }) => root !== undefined || fault !== "")
      .map(({ info }) => info);
  const results: (Verification | BrokenCorpus)[] = [];
  for (const { id, title } of corpora) {
    try {
      const result = await verifyCorpus(id, options);
      if (result) results.push(result);
    } catch (error) {
      // Of one alone this sentence says all.
      if (!(error instanceof UserError) || corpora.length === 1) throw error;
      results.push({ id, title, fault: error.message });
    }
  }
  return results;
}

/** What is known of the corpora. Throws UserError where one is missing, before any is read. */
async function requireAll(ids: string[], options: FindOptions) {
  const infos = [];
  for (const id of ids) {
    const layout = await corpusLayout(id, options);
    const { title, howToGet } = layout.info;
    if (await findCorpusRoot(layout, options) === undefined) {
      throw new UserError(`Expected the data of ${title} to be here. ${howToGet}`);
    }
    infos.push(layout.info);
  }
  return infos;
}

/**
 * What is wrong, as one sentence: corpora and files that cannot be used, and counts that are not
 * the published ones; "" where nothing is.
 */
function faultOf(results: readonly (Verification | BrokenCorpus)[]): string {
  const verified = results.filter((result): result is Verification => !isBroken(result));
  const titles = (found: readonly { title: string }[]) =>
    found.map(({ title }) => title).join(", ");
  const broken = titles(results.filter(isBroken));
  const damaged = titles(verified.filter(({ isReadable }) => !isReadable));
  const incomplete = titles(verified.filter(({ isComplete }) => !isComplete));
  const clauses = [
    ...broken ? [`${broken} cannot be read`] : [],
    ...damaged ? [`some files of ${damaged} cannot be used`] : [],
    ...incomplete ? [`counts of ${incomplete} differ from the publication`] : [],
  ];
  const sentence = clauses.join(", and ");
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** What `data verify` prints of one corpus. */
export function verificationText(result: Verification): string {
  const rows = result.counts.map(({ label, found, published }) => [
    label,
    String(found),
    published === undefined ? "-" : String(published),
    published === undefined || published === found ? "" : signed(found - published),
  ]);
  const kinds = { audio: "clips", images: "pictures", features: "rows of features, no audio" };
  const what = kinds[result.kind];
  return [
    `${result.title}: ${result.clips} ${what} in ${result.root}`,
    textTable(["class", "found", "published", ""], rows, ["left", "right", "right", "right"]),
    ...findings(result),
    ...auditText(result),
    result.isReadable ? "All files can be read." : "Some files cannot be used.",
    ...result.counts.some(({ published }) => published !== undefined)
      ? [result.isComplete ? "Counts are as published." : "Counts differ from the publication."]
      : [],
  ].join("\n");
}

function findings(result: Verification): string[] {
  const files = (problem: Verification["problems"][number]) =>
    `${problem.relativePath} ${problem.problem}`;
  return [
    ...named("left out", result.problems.filter((one) => one.skipped).map(files)),
    ...named("odd names", result.problems.filter((one) => !one.skipped).map(files)),
    ...named("unreadable", result.unreadable.map(({ id, problem }) => `${id}: ${problem}`)),
    ...named("silent", result.silent),
    ...named("showing nothing", result.constant),
    ...named(
      "duplicates",
      result.duplicates.map(({ ids, labels }) =>
        ids.join(" = ") + (labels.length > 1 ? `, under ${labels.join(" and ")}` : "")
      ),
    ),
    ...named(
      "other sampling rates",
      result.oddRates.map(({ id, sampleRateHz }) => `${id} at ${sampleRateHz} Hz`),
    ),
  ];
}

function auditText(result: Verification): string[] {
  if (!result.audit) return [];
  const { redundant, acrossParts, trainAndOther, twoLabelImages } = result.audit;
  return [
    `${redundant} pictures repeat another one; ${acrossParts} groups of copies lie in several ` +
    `official sets (${trainAndOther} in training and another); ${twoLabelImages} pictures are ` +
    `under two labels.`,
  ];
}

function named(title: string, items: string[]): string[] {
  if (!items.length) return [];
  const more = items.length - NAMED_AT_MOST;
  const shown = items.slice(0, NAMED_AT_MOST).map((item) => `  ${item}`);
  return [`${title} (${items.length}):`, ...shown, ...more > 0 ? [`  and ${more} more`] : []];
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : String(difference);
}
