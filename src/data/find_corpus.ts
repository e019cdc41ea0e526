import { join } from "node:path";
import { counted } from "../base/terminal.ts";
import { UserError } from "../base/user_error.ts";
import { indexClips, type IndexOptions, knownFaults } from "./clip_index.ts";
import { COMBINATION_SIGN, combineCorpora, commonClasses } from "./combine_corpora.ts";
import type { Clip, Corpus, CorpusKind } from "./corpus.ts";
import type {
  ClipName,
  CorpusInfo,
  CorpusLayout,
  CorpusProblem,
  FileListing,
  TableListing,
} from "./corpus_layout.ts";
import { describedLayout, listDescriptions } from "./described_corpus.ts";
import { dataRoots } from "./files.ts";
import { readFolds } from "./splits/fold_table.ts";
import { builtInLayouts, corpusLayout, isBuiltIn } from "./registry.ts";

/** Where corpora are looked for. */
export interface FindOptions {
  /** The flag --data; see {@link dataRoots} for what is tried without it. */
  dataRoot?: string;
  /** True shows no progress while new files are indexed. */
  quiet?: boolean;
  /** True has every file read and hashed; see clip_index.ts. */
  recheck?: boolean;
  /** Told which files had to be left out, and why; it is printed on standard error by default. */
  onNote?: (note: string) => void;
}

/**
 * The corpus `id` ("turev", "tess" and so on, see registry.ts, or a described one), or undefined
 * where its data are not on this machine. Ids joined by "+" name several corpora as one, with the
 * classes that all of them have; see combineCorpora. Throws UserError for an unknown id and for a
 * broken layout.
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
  if (leftOut) (options.onNote ?? console.error)(leftOut);
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
  const files = counted(skipped.length, "file");
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
  if (root === undefined) return undefined;
  const { corpus, problems } = await loadCorpus(layout, root, options);
  const folds = await readFolds(id, options.dataRoot);
  return { corpus: folds ? { ...corpus, folds } : corpus, problems };
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

/** What the names of a corpus's files tell. */
export interface NamedCorpus {
  id: string;
  title: string;
  kind: CorpusKind;
  /** Of several corpora those that all of them have. */
  classes: string[];
  clips: readonly ClipName[];
}

/**
 * The clips of the corpus `id`, or of several joined by "+", by their names alone: quick, for no
 * file is opened. Undefined where the data are not on this machine. Throws as {@link findCorpus}.
 */
export async function findNames(
  id: string,
  options: FindOptions = {},
): Promise<NamedCorpus | undefined> {
  const found: NamedCorpus[] = [];
  for (const part of id.split(COMBINATION_SIGN)) {
    const layout = await corpusLayout(part, options);
    const root = await findCorpusRoot(layout, options);
    if (root === undefined) return undefined;
    const listing = await layout.list(root);
    const clips = "files" in listing ? listing.files : listing.rows;
    const { title, classes } = layout.info;
    found.push({ id: part, title, kind: listing.kind, classes, clips });
  }
  if (found.length === 1) return found[0];
  const title = found.map((one) => one.title).join(` ${COMBINATION_SIGN} `);
  const [{ kind }] = found;
  const classes = commonClasses(found);
  return { id, title, kind, classes, clips: found.flatMap(({ clips }) => clips) };
}

/** The folder of the layout's corpus in the first data root that has it. */
export async function findCorpusRoot(
  layout: CorpusLayout,
  { dataRoot }: FindOptions,
): Promise<string | undefined> {
  // A corpus that is generated needs no data root, and one that is described says where it lies.
  const roots = layout.info.synthetic ? [] : await dataRoots(dataRoot);
  const needsNone = layout.info.synthetic || !isBuiltIn(layout.info.id);
  const folders = needsNone ? [...roots, ""] : roots;
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

/** A corpus and what its folder holds besides. */
export interface LoadedCorpus {
  corpus: Corpus;
  problems: CorpusProblem[];
}

/**
 * Reads names (the layout's part) and contents (the index's part) of the corpus in `root`. Files
 * that cannot be used are left out and named in `problems`. Throws UserError where none is left.
 */
export async function loadCorpus(
  layout: CorpusLayout,
  root: string,
  options: Pick<IndexOptions, "quiet" | "recheck"> = {},
): Promise<LoadedCorpus> {
  const listing = await layout.list(root);
  const { id, title, classes, synthetic } = layout.info;
  const problems = [...listing.problems];
  const clips = "files" in listing
    ? await fileClips(listing, problems, options)
    : rowClips(listing);
  if (!clips.length) {
    const first = problems[0] ? `: ${problems[0].relativePath} ${problems[0].problem}` : "";
    throw new UserError(`Expected ${root} to hold clips of ${title}, but found none${first}`);
  }
  const kind = listing.kind;
  return { corpus: { id, title, classes, clips, kind, synthetic, root }, problems };
}

async function fileClips(
  { kind, root, files }: FileListing,
  problems: CorpusProblem[],
  options: Pick<IndexOptions, "quiet" | "recheck">,
): Promise<Clip[]> {
  const paths = files.map((file) => file.relativePath);
  const index = await indexClips(root, paths, { kind, ...options });
  const clips: Clip[] = [];
  for (const { relativePath, ...name } of files) {
    const { sha256, durationS, sampleRateHz, fault } = index.get(relativePath)!;
    if (fault) {
      const problem = `cannot be read: ${fault}`;
      problems.push({ relativePath, problem, skipped: true, isUnreadable: true });
    } else {
      const path = join(root, relativePath);
      clips.push({ ...name, part: name.part ?? "", path, sha256, durationS, sampleRateHz });
    }
  }
  return clips;
}

function rowClips({ table, rows }: TableListing): Clip[] {
  return rows.map((row) => ({
    ...row,
    part: row.part ?? "",
    path: table,
    durationS: 0,
    sampleRateHz: 0,
  }));
}

/** One known corpus. */
export interface CorpusStatus {
  info: CorpusInfo;
  /** Where it was found; undefined where it is not on this machine. */
  root: string | undefined;
  /** Where it was found. */
  kind: CorpusKind | undefined;
  /**
   * Clips of each class by their names, without those that were damaged when they were last read: no
   * file is opened.
   */
  counts: Record<string, number>;
  /** Why a found corpus cannot be used; "" where it can. */
  fault: string;
}

/** All built-in and described corpora; quick, for only names are read. */
export async function listCorpora(options: FindOptions = {}): Promise<CorpusStatus[]> {
  const statuses: CorpusStatus[] = [];
  for (const layout of builtInLayouts) statuses.push(await statusOf(layout, options));
  for (const stored of await listDescriptions(options.dataRoot)) {
    statuses.push(
      "fault" in stored
        ? brokenStatus(stored)
        : await statusOf(describedLayout(stored.description), options),
    );
  }
  return statuses;
}

async function statusOf(layout: CorpusLayout, options: FindOptions): Promise<CorpusStatus> {
  const { info } = layout;
  const root = await findCorpusRoot(layout, options);
  const status: CorpusStatus = { info, root, kind: undefined, counts: {}, fault: "" };
  if (root === undefined) return status;
  try {
    const listing = await layout.list(root);
    status.kind = listing.kind;
    status.counts = countByClass(
      "files" in listing ? await usableFiles(listing) : listing.rows,
      info.classes,
    );
  } catch (error) {
    status.fault = (error as Error).message;
  }
  return status;
}

/** Without those that were found to be damaged when they were last read. */
async function usableFiles({ root, files }: FileListing): Promise<FileListing["files"]> {
  const faults = await knownFaults(root, files.map(({ relativePath }) => relativePath));
  return files.filter(({ relativePath }) => !faults.has(relativePath));
}

/** A corpus of which no more is known than that its description cannot be read. */
function brokenStatus({ id, fault }: { id: string; fault: string }): CorpusStatus {
  const unknown = { language: "unknown", reference: "", howToGet: "", officialFolder: "" };
  const info = { id, title: id, classes: [], ...unknown, synthetic: false };
  return { info, root: undefined, kind: undefined, counts: {}, fault };
}

/** Number of clips of each class; 0 for a class without any. */
export function countByClass(
  clips: { label: string }[],
  classes: string[],
): Record<string, number> {
  const counts = Object.fromEntries(classes.map((name) => [name, 0]));
  for (const { label } of clips) counts[label]++;
  return counts;
}
