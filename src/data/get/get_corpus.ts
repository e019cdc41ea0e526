/** From a corpus's name to its data in the official layout: terms, download, checks, import. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { cacheFolder, pathExists } from "../../base/files.ts";
import { InterruptedError } from "../../base/interrupt_signal.ts";
import { didYouMean } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { countByClass, findCorpusRoot, loadCorpus, type LoadedCorpus } from "../find_corpus.ts";
import { importCorpus, type ImportResult } from "../import/import_corpus.ts";
import { corpusInfo, corpusLayout } from "../registry.ts";
import { fetchSourceConfined, type SourceRequest } from "./fetch_source.ts";
import { committedManifests, compareManifests, makeManifest, type Manifest } from "./manifest.ts";
import { type CorpusSource, corpusSources } from "./sources.ts";

/** How a corpus is got. */
export interface GetOptions {
  dataRoot: string;
  /** Asked once, with {@link termsText}; false ends it. */
  accept: (terms: string) => boolean | Promise<boolean>;
  quiet?: boolean;
  /** Where downloads lie until they are imported; in the cache folder by default. */
  downloads?: string;
  /** Where the corpora are; {@link corpusSources} by default. */
  sources?: Readonly<Record<string, CorpusSource>>;
  /** What they must decode to; {@link committedManifests} by default. */
  manifests?: Readonly<Record<string, Manifest>>;
  /** Brings the file; {@link fetchSourceConfined} by default. */
  fetchFile?: (request: SourceRequest, options: { quiet?: boolean }) => Promise<void>;
}

/**
 * Brings the corpus `id` from its publisher to its official place below `dataRoot`. It is checked
 * before it appears there: its counts by class, and for corpora with a manifest the decoded samples
 * or pixels. A corpus that is there already is left alone, and nothing is downloaded. Throws
 * UserError (Error where the machine or the network is at fault) that ends with the way by hand.
 */
export async function getCorpus(id: string, options: GetOptions): Promise<ImportResult> {
  const { dataRoot, sources = corpusSources, manifests = committedManifests, quiet } = options;
  if (!Object.hasOwn(sources, id)) {
    const known = Object.keys(sources);
    throw new UserError(
      `Expected one of ${known.join(", ")} to get, but found ${id}${didYouMean(id, known)}`,
    );
  }
  const source = sources[id];
  const layout = await corpusLayout(id);
  const present = pathExists(dataRoot) ? await findCorpusRoot(layout, { dataRoot }) : undefined;
  if (present !== undefined) {
    return { ...await loadCorpus(layout, present, { quiet }), isNew: false };
  }
  try {
    const authorization = source.kind === "kaggle" ? await kaggleAuthorization() : undefined;
    if (!await options.accept(termsText(id, source))) {
      throw new UserError("Nothing was downloaded: the licence was not accepted");
    }
    const path = join(
      resolve(options.downloads ?? cacheFolder("downloads")),
      source.fileName,
    );
    // One that is whole is there where an earlier import failed, such as on a full disk.
    if (!pathExists(path)) {
      const { fetchFile = fetchSourceConfined } = options;
      await fetchFile({ source, path, authorization }, { quiet });
    }
    const manifest = Object.hasOwn(manifests, id) ? manifests[id] : undefined;
    const check = (staged: LoadedCorpus) => checkCorpus(staged, { manifest, quiet });
    const result = await importCorpus(path, id, dataRoot, { quiet, check }).catch(async (error) => {
      // Not the corpus: the next attempt is to download it anew.
      if (error instanceof UserError) await Deno.remove(path, { recursive: true }).catch(() => {});
      throw error;
    });
    await Deno.remove(path, { recursive: true }).catch(() => {});
    return result;
  } catch (error) {
    throw withWayByHand(error, id, source);
  }
}

/** Licence, size and source of a corpus, for people to accept. */
export function termsText(id: string, source: CorpusSource): string {
  const { title, reference } = corpusInfo(id);
  return [
    `${title}: ${reference}`,
    `  source   ${source.from}`,
    `  licence  ${source.licence}; the terms are on ${source.page}`,
    `  size     about ${source.aboutMegabytes} MB to download`,
  ].join("\n");
}

/** The same kind of error, which then says how the corpus is brought by hand. */
function withWayByHand(error: unknown, id: string, { page }: CorpusSource): unknown {
  if (error instanceof InterruptedError || !(error instanceof Error)) return error;
  const text = `${error.message}. By hand: download it in a browser from ${page}, then run ` +
    `\`data import ${id} FILE\``;
  return error instanceof UserError
    ? new UserError(text, { cause: error })
    : new Error(text, { cause: error });
}

/** Throws UserError where counts or contents are not the published ones. */
async function checkCorpus(
  { corpus, problems }: LoadedCorpus,
  { manifest, quiet }: { manifest?: Manifest; quiet?: boolean },
): Promise<void> {
  const { publishedCounts } = corpusInfo(corpus.id);
  const counts = countByClass(corpus.clips, corpus.classes);
  const wrong = Object.entries(publishedCounts ?? {})
    .filter(([label, count]) => counts[label] !== count)
    .map(([label, count]) => `${counts[label]} of ${count} ${label}`);
  if (wrong.length) {
    const left = problems.find(({ skipped }) => skipped);
    const why = left ? `; left out, for one: ${left.relativePath} ${left.problem}` : "";
    throw new UserError(
      `Expected all clips of ${corpus.title}, but the download has ${wrong.join(", ")}${why}`,
    );
  }
  if (!manifest) return;
  const { unchecked } = manifest;
  const faults = compareManifests(manifest, await makeManifest(corpus, { unchecked, quiet }));
  if (!faults.length) return;
  const named = faults.slice(0, 5).map(({ group, expected, found }) =>
    expected === found ? group : `${group} (${found} clips, not ${expected})`
  );
  const more = faults.length > named.length ? ` and ${faults.length - named.length} more` : "";
  throw new UserError(
    `Expected the recordings or pictures of ${corpus.title} that its papers used, but those of ` +
      `${named.join(", ")}${more} decode to something else (wrong hash)`,
  );
}

const tokenSchema = z.looseObject({ username: z.string().min(1), key: z.string().min(1) });

/**
 * The Authorization header for Kaggle, of KAGGLE_USERNAME and KAGGLE_KEY or of kaggle.json in
 * KAGGLE_CONFIG_DIR, ~/.kaggle or ~/.config/kaggle, as Kaggle's own tool has it. Throws UserError
 * where there is neither, or a file that is no such token.
 */
export async function kaggleAuthorization(
  variable: (name: string) => string | undefined = (name) => Deno.env.get(name),
): Promise<string> {
  const username = variable("KAGGLE_USERNAME");
  const key = variable("KAGGLE_KEY");
  if (username && key) return basic(username, key);
  const own = variable("KAGGLE_CONFIG_DIR");
  const folders = own ? [own] : [
    join(homedir(), ".kaggle"),
    join(variable("XDG_CONFIG_HOME") ?? join(homedir(), ".config"), "kaggle"),
  ];
  for (const folder of folders) {
    const path = join(folder, "kaggle.json");
    const text = await Deno.readTextFile(path).catch(() => undefined);
    if (text === undefined) continue;
    let token: z.infer<typeof tokenSchema>;
    try {
      token = tokenSchema.parse(JSON.parse(text));
    } catch {
      // The text is a secret: it is not repeated.
      throw new UserError(
        `Expected ${path} to hold Kaggle's "username" and "key", but it does not`,
      );
    }
    return basic(token.username, token.key);
  }
  throw new UserError(
    "Expected a token of Kaggle, but found none: make one on your account's page (Settings, API), " +
      "and put kaggle.json into ~/.kaggle, or set KAGGLE_USERNAME and KAGGLE_KEY",
  );
}

function basic(username: string, key: string): string {
  return `Basic ${new TextEncoder().encode(`${username}:${key}`).toBase64()}`;
}
