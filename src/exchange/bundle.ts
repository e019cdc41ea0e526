/**
 * A trained network as one file that can be given away: an uncompressed zip of the run's files that
 * prediction needs, its model card, and bundle.json, which has the size and SHA-256 of each and the
 * licence of the data. A stranger's file is data only: no code, no paths, nothing beyond the file's
 * own size.
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { ZipFile } from "yazl";
import { z } from "zod";
import { isFolder, pathExists, readRegularFile, sha256, writeFileWhole } from "../base/files.ts";
import { parseJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { readZip } from "../data/import/open_source.ts";
import { corpusLicence } from "../data/registry.ts";
import { BEST_WEIGHTS, EXPORT_FILES, isFinished, writeManifest } from "../train/manifest.ts";
import { readRun, type RunDescription } from "../train/runs.ts";

const INDEX: string = EXPORT_FILES.bundle;
const REQUIRED = ["config.json", "corpus.json", "normaliser.json", BEST_WEIGHTS] as const;
/** Of a run that has them; the scores are what its maker claims. */
const FURTHER = [
  ...["mixture.safetensors", "calibration.json", "input.json", "history.jsonl"] as const,
  ...["metrics.json", "final.json", "model_card.md"] as const,
];
const FILES = [...REQUIRED, ...FURTHER] as const;

const indexSchema = z.strictObject({
  format: z.literal("duygu bundle"),
  version: z.literal(1),
  /** Of the data that the network was trained on. */
  licence: z.string().max(1000),
  /** Where the training was interrupted, see RunDescription. */
  unfinished: z.literal(true).optional(),
  files: z.partialRecord(
    z.enum(FILES),
    z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** No network here comes near: a bundle of more bytes is refused before it is read. */
const MOST_BYTES = 2 ** 30;

/**
 * Writes the network of the run in `folder` as the bundle `path`. The same run gives the same bytes.
 * Throws UserError where `folder` is no run with weights, or is damaged.
 */
export async function writeBundle(folder: string, path: string): Promise<void> {
  const { corpus, unfinished } = await readRun(folder);
  if (await isFolder(path)) {
    throw new UserError(`Expected a file's name for the bundle, but ${path} is a folder`);
  }
  const missing = REQUIRED.find((name) => !pathExists(join(folder, name)));
  if (missing) throw new UserError(`Expected ${join(folder, missing)}, but it is missing`);
  const contents = new Map<string, Uint8Array>();
  for (const name of FILES.filter((own) => pathExists(join(folder, own)))) {
    contents.set(name, await readRegularFile(join(folder, name)));
  }
  const index: z.input<typeof indexSchema> = {
    format: "duygu bundle",
    version: 1,
    licence: corpusLicence(corpus),
    ...(unfinished ? { unfinished } : {}),
    files: Object.fromEntries(Array.from(contents, ([name, bytes]) => [
      name,
      { bytes: bytes.length, sha256: sha256(bytes) },
    ])),
  };
  const zip = new ZipFile();
  const options = { compress: false, mtime: new Date(1980, 0, 1) };
  zip.addBuffer(Buffer.from(JSON.stringify(index, null, 2)), INDEX, options);
  for (const [name, bytes] of contents) zip.addBuffer(Buffer.from(bytes), name, options);
  zip.end();
  await writeFileWhole(path, await Array.fromAsync(zip.outputStream) as Uint8Array[]);
}

/** A bundle that was opened. */
export interface OpenBundle {
  /** In a temporary folder; called by the bundle's path. */
  run: RunDescription;
  /** Of the data, as the bundle's maker says. */
  licence: string;
  /** Removes the temporary folder. */
  dispose(): Promise<void>;
}

/**
 * Opens the bundle `path`. Its scores count as claimed by whoever made it. Throws UserError, in one
 * sentence that names it, where it is missing, damaged, larger than any network, or holds anything
 * but the files of a bundle.
 *
 * @example
 * ```ts
 * const { run, dispose } = await openBundle("faces.duygu");
 * ```
 */
export async function openBundle(path: string): Promise<OpenBundle> {
  const { index, contents } = await readBundle(path);
  const folder = await Deno.makeTempDir({ prefix: "duygu-bundle-" });
  const dispose = () => Deno.remove(folder, { recursive: true });
  try {
    for (const [name, bytes] of contents) await Deno.writeFile(join(folder, name), bytes);
    await writeManifest(folder, isFinished(folder));
    const { licence, unfinished } = index;
    const run = { ...await readRun(folder), name: path, ...(unfinished ? { unfinished } : {}) };
    return { run, licence, dispose };
  } catch (error) {
    await dispose();
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(`${folder}/`, `${path}: `));
  }
}

async function readBundle(path: string) {
  const what = "a bundle that `export --to bundle` wrote";
  const refused = (why: string) => new UserError(`Expected ${path} to be ${what}, but ${why}`);
  const status = await Deno.stat(path).catch(() => undefined);
  if (!status) throw new UserError(`Expected a bundle at ${path}, but there is none`);
  if (status.isDirectory) throw refused("it is a folder; a run's folder goes by --run");
  if (!status.isFile) throw refused("it is no file");
  if (status.size > MOST_BYTES) throw refused(`it has more than ${MOST_BYTES} bytes`);
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  let declaredBytes = 0;
  try {
    for await (const entry of readZip(path, what)) {
      const { path: name, kind } = entry;
      if (kind !== "file" || ![INDEX, ...FILES].includes(name)) throw refused(`it holds ${name}`);
      if (contents.has(name)) throw refused(`it holds ${name} twice`);
      // Bundles are not compressed, so that none can unpack to more than it is.
      declaredBytes += entry.declaredBytes;
      if (declaredBytes > status.size) throw refused("its files are larger than it is");
      const pieces = await Array.fromAsync(await entry.content());
      contents.set(name, new Uint8Array(Buffer.concat(pieces)));
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refused((error as Error).message);
  }
  const text = contents.get(INDEX);
  if (!text) throw refused(`it has no ${INDEX}`);
  contents.delete(INDEX);
  const index = parseJson(new TextDecoder().decode(text), indexSchema, `${INDEX} of ${path}`);
  const missing = REQUIRED.find((name) => !contents.has(name));
  if (missing) throw refused(`it has no ${missing}`);
  const listed = index.files as Record<string, { bytes: number; sha256: string } | undefined>;
  for (const name of new Set([...contents.keys(), ...Object.keys(listed)])) {
    const bytes = contents.get(name);
    const own = listed[name];
    if (!bytes || !own) throw refused(`${INDEX} and its files differ in ${name}`);
    if (bytes.length !== own.bytes || sha256(bytes) !== own.sha256) {
      throw refused(`${name} is not what ${INDEX} says`);
    }
  }
  return { index, contents };
}
