/** In: a corpus's id. Out: the corpus, where this machine has its data. */
import { UserError } from "../base/user_error.ts";
import { COMBINATION_SIGN, combineCorpora } from "./combine_corpora.ts";
import type { Corpus } from "./corpus.ts";
import type { CorpusInfo, CorpusLayout } from "./corpus_layout.ts";
import { dataRoots } from "./data_roots.ts";
import { loadCorpus, type LoadedCorpus } from "./load_corpus.ts";
import { corpusLayout } from "./registry.ts";

/** Where corpora are looked for. */
export interface FindOptions {
  /** The flag --data; see {@link dataRoots} for what is tried without it. */
  dataRoot?: string;
  /** True shows no progress while new files are indexed. */
  quiet?: boolean;
  /** True has every file read and hashed; see clip_index.ts. */
  recheck?: boolean;
}

/**
 * The corpus `id` ("turev", "tess" and so on, see registry.ts, or a described one), or undefined where
 * its data are not on this machine. Ids joined by "+" name several corpora as one, with the classes
 * that all of them have; see combineCorpora. Standard error says which files had to be
 * left out, and why. Throws UserError for an unknown id and for a broken layout.
 *
 * @example
 * ```ts
 * const corpus = await findCorpus("turev", { dataRoot: "../shared/data" });
 * ```
 */
export async function findCorpus(
  id: string,
  options: FindOptions = {},
): Promise<Corpus | undefined> {
  const loaded = await findLoadedCorpus(id, options);
  const leftOut = loaded && leftOutNote(loaded);
  if (leftOut) console.error(leftOut);
  return loaded?.corpus;
}

/** How many are named in {@link leftOutNote}. */
const NAMED_AT_MOST = 5;

/** Which files of a corpus are left out, and why; undefined where none is. */
export function leftOutNote({ corpus, problems }: LoadedCorpus): string | undefined {
  const skipped = problems.filter((problem) => problem.skipped);
  if (!skipped.length) return undefined;
  const named = skipped.slice(0, NAMED_AT_MOST)
    .map(({ relativePath, problem }) => `  ${relativePath} ${problem}`);
  const more = skipped.length - named.length;
  const rest = more > 0 ? [`  and ${more} more, which \`data verify ${corpus.id}\` names`] : [];
  const files = `${skipped.length} file${skipped.length > 1 ? "s" : ""}`;
  return [`${corpus.title}: left out ${files} that cannot be used:`, ...named, ...rest].join("\n");
}

/** Like {@link findCorpus}, with every oddity found on the way, and silent. */
export async function findLoadedCorpus(
  id: string,
  options: FindOptions = {},
): Promise<LoadedCorpus | undefined> {
  if (id.includes(COMBINATION_SIGN)) return await findCombination(id, options);
  const layout = await corpusLayout(id, options);
  const root = await findCorpusRoot(layout, options);
  return root === undefined ? undefined : await loadCorpus(layout, root, options);
}

async function findCombination(
  id: string,
  options: FindOptions,
): Promise<LoadedCorpus | undefined> {
  const corpora: Corpus[] = [];
  const problems: LoadedCorpus["problems"][] = [];
  for (const part of id.split(COMBINATION_SIGN)) {
    const loaded = await findLoadedCorpus(part, options);
    if (!loaded) return undefined;
    corpora.push(loaded.corpus);
    problems.push(loaded.problems);
  }
  return { corpus: combineCorpora(corpora), problems: problems.flat() };
}

/** The folder of the layout's corpus in the first data root that has it. */
export async function findCorpusRoot(
  layout: CorpusLayout,
  { dataRoot }: FindOptions,
): Promise<string | undefined> {
  // A corpus that is generated needs no data root.
  const folders = layout.info.synthetic ? [""] : await dataRoots(dataRoot);
  for (const folder of folders) {
    const root = await layout.findRoot(folder);
    if (root !== undefined) return root;
  }
  return undefined;
}

/** Like {@link findCorpus}, but throws a UserError that says how to get missing data. */
export async function requireCorpus(id: string, options: FindOptions = {}): Promise<Corpus> {
  const corpus = await findCorpus(id, options);
  if (corpus) return corpus;
  if (id.includes(COMBINATION_SIGN)) {
    // One of them is missing: it tells how to get it.
    for (const part of id.split(COMBINATION_SIGN)) await requireCorpus(part, options);
  }
  const { title, officialFolder, howToGet }: CorpusInfo = (await corpusLayout(id, options)).info;
  const where = options.dataRoot ?? Deno.env.get("DUYGU_DATA") ?? "./data";
  throw new UserError(
    `Expected the data of ${title} at ${where}/${officialFolder}, but found none. ${howToGet}`,
  );
}
