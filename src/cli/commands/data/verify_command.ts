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
        "odd, such as copies and misnamed files, is reported.\n\nExample:\n  duygu data verify turev",
    )
    .action(async (ids: string[], _options: object, command: Command) => {
      const options: { data?: string; quiet?: true; json?: true } = command.optsWithGlobals();
      const results = await verifyAll(ids, { dataRoot: options.data, quiet: options.quiet });
      const text = options.json ? JSON.stringify(results, null, 2) : results.map(verificationText)
        .join("\n\n");
      console.log(text);
      const fault = faultOf(results);
      // A check that found something is exit code 1.
      if (fault !== "") throw new FoundFault(fault);
    });
}

async function verifyAll(ids: string[], options: FindOptions): Promise<Verification[]> {
  const found = (await listCorpora(options)).filter(({ root }) => root !== undefined);
  // Before any is read, which takes long.
  for (const id of ids) {
    const layout = await corpusLayout(id, options);
    if (await findCorpusRoot(layout, options) !== undefined) continue;
    const { title, howToGet } = layout.info;
    throw new UserError(`Expected the data of ${title} to be here. ${howToGet}`);
  }
  const results: Verification[] = [];
  for (const id of ids.length ? ids : found.map(({ info }) => info.id)) {
    const result = await verifyCorpus(id, options);
    if (result) results.push(result);
  }
  return results;
}

/**
 * What is wrong, as one sentence: files that cannot be used, and counts that are not the published
 * ones; "" where nothing is.
 */
function faultOf(results: readonly Verification[]): string {
  const titles = (isFaulty: (result: Verification) => boolean) =>
    results.filter(isFaulty).map(({ title }) => title).join(", ");
  const broken = titles(({ isReadable }) => !isReadable);
  const other = titles(({ isComplete }) => !isComplete);
  const unusable = broken && `Some files of ${broken} cannot be used`;
  if (other === "") return unusable;
  return `${
    unusable ? `${unusable}, and counts` : "Counts"
  } of ${other} differ from the publication`;
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
