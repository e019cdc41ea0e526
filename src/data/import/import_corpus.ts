import { basename, dirname, join, resolve } from "node:path";
import { makeFolder, pathExists, withStagingFolder } from "../../base/files.ts";
import { didYouMean } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { indexPath } from "../clip_index.ts";
import { isPreset } from "../corpora/presets.ts";
import { dataHash } from "../corpus.ts";
import type { CorpusLayout } from "../corpus_layout.ts";
import { listFolders } from "../files.ts";
import { loadCorpus, type LoadedCorpus } from "../find_corpus.ts";
import { builtInLayouts, corpusInfo, isBuiltIn } from "../registry.ts";
import { openSource } from "./open_source.ts";
import { type StageLimits, stageSource } from "./stage_source.ts";

/** What came of an import. */
export interface ImportResult extends LoadedCorpus {
  /** False where the same data were there already. */
  isNew: boolean;
}

/** Folders deep in which a corpus may lie inside what was downloaded. */
const DEEPEST = 3;

/**
 * Unpacks or copies `source` (a folder, .zip, .tar, .tar.gz or, for ANAD and FER2013, .csv) to the
 * official place of the corpus `id` below `dataRoot`. All is first written to a temporary folder
 * there, checked, and then renamed: the corpus appears whole or not at all. Importing the same data
 * again changes nothing. `check` sees the corpus before it is moved to its place, and may throw.
 * Throws UserError for an unknown id, a source that is no such corpus or unsafe, and where other
 * data are in the place.
 */
export async function importCorpus(
  source: string,
  id: string,
  dataRoot: string,
  { limits, quiet, check }: {
    limits?: StageLimits;
    quiet?: boolean;
    check?: (staged: LoadedCorpus) => Promise<void>;
  } = {},
): Promise<ImportResult> {
  if (!isBuiltIn(id)) throw notImported(id, source);
  const { synthetic, officialFolder } = corpusInfo(id);
  if (synthetic) {
    throw new UserError(`Expected a recorded corpus to import, but ${id} is generated`);
  }
  const layout = builtInLayouts.find((one) => one.info.id === id)!;
  const opened = await openSource(source, layout.tableName);
  return await withStagingFolder(dataRoot, ".import-", async (staging) => {
    const name = basename(resolve(source));
    // The source's own name, which may be the corpus's, becomes a folder around its files.
    const folder = join(staging, name.replace(/\.(zip|tar|tgz|tar\.gz|csv)$/i, ""));
    await Deno.mkdir(folder);
    await stageSource(opened, folder, { name, limits });
    const table = opened.isTable && join(folder, layout.tableName ?? "");
    const inWords = (fault: string) =>
      (table ? fault.replaceAll(table, name) : fault)
        .replaceAll(`${staging}/`, "").replaceAll(staging, name);
    const staged = await locate(layout, staging, name, inWords);
    if (check) await checkStaged(layout, staged, check, quiet);
    return await settle(layout, staged, join(resolve(dataRoot), officialFolder), quiet);
  });
}

async function checkStaged(
  layout: CorpusLayout,
  staged: string,
  check: (staged: LoadedCorpus) => Promise<void>,
  quiet?: boolean,
): Promise<void> {
  const loaded = await loadCorpus(layout, staged, { quiet });
  try {
    await check(loaded);
  } finally {
    await Deno.remove(indexPath(staged)).catch(() => {});
  }
}

/** A corpus that Duygu does not know by itself stays where it is. */
function notImported(id: string, source: string): UserError {
  const known = builtInLayouts.filter(({ info }) => !info.synthetic).map(({ info }) => info.id);
  const preset = isPreset(id) ? `--preset ${id}` : "--pattern PATTERN";
  return new UserError(
    `Expected one of the corpora ${known.join(", ")}, but found ${id}${didYouMean(id, known)}; ` +
      `any other one is unpacked and stays where it is: data add ${id} ${source} ${preset}`,
  );
}

/**
 * The corpus's root below `staging`, breadth first; its names are checked by the layout. Throws
 * UserError, `inWords` of the source `name`, where there is none or it is broken.
 */
async function locate(
  layout: CorpusLayout,
  staging: string,
  name: string,
  inWords: (fault: string) => string,
): Promise<string> {
  const { title, officialFolder } = layout.info;
  let fault: string | undefined;
  let folders = [staging];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    for (const folder of folders) {
      const root = await layout.findRoot(folder);
      if (root === undefined) continue;
      try {
        await layout.list(root);
        return root;
      } catch (error) {
        // The corpus may lie deeper, in a folder of the same name; the first fault says most.
        fault ??= (error as Error).message;
      }
    }
    folders = (await Promise.all(folders.map(foldersIn))).flat();
  }
  if (fault !== undefined) throw new UserError(inWords(fault));
  // No folder bears the corpus's name; the files' names may still be its own.
  const reason = await layout.list(staging).then(() => undefined, (error: Error) => error.message);
  if (reason === undefined) return staging;
  throw new UserError(
    `Expected ${name} to hold ${title} in its official layout (${officialFolder}), but it does ` +
      `not: ${inWords(reason)}`,
  );
}

async function foldersIn(folder: string): Promise<string[]> {
  return (await listFolders(folder)).map((name) => join(folder, name));
}

/** Moves the staged corpus to its place, or finds that the place has the same data. */
async function settle(
  layout: CorpusLayout,
  staged: string,
  target: string,
  quiet?: boolean,
): Promise<ImportResult> {
  if (!pathExists(target) && await moveTo(staged, target)) {
    return { ...await loadCorpus(layout, target, { quiet }), isNew: true };
  }
  const loaded = await loadCorpus(layout, staged, { quiet });
  await Deno.remove(indexPath(staged)).catch(() => {});
  const present = await loadCorpus(layout, target, { quiet }).catch(() => undefined);
  if (present && dataHash(present.corpus) === dataHash(loaded.corpus)) {
    return { ...present, isNew: false };
  }
  throw new UserError(
    `Expected no other data at ${target}, but there are some; move them away first`,
  );
}

/** Moves the folder; false where another import has just been there first. */
async function moveTo(staged: string, target: string): Promise<boolean> {
  await makeFolder(dirname(target));
  try {
    await Deno.rename(staged, target);
    return true;
  } catch (error) {
    if (!pathExists(target)) throw error;
    return false;
  }
}
