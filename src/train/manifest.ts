/**
 * The manifest of a finished run: the size and SHA-256 of each file that its figures rest on,
 * written when all of them are there. Whoever reads one of these files compares it first, so that
 * weights, normaliser, split, predictions and metrics of one run are never mixed with others or
 * with damaged ones. Runs made before there were manifests have none and are read as they are.
 */
import { join } from "node:path";
import { z } from "zod";
import { pathExists, readRegularFile, sha256, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";

/** The manifest's own name in a run's folder. */
export const MANIFEST = "manifest.json";

/** Where the network's best weights are. */
export const BEST_WEIGHTS = "best.safetensors";

/** What `export` puts beside a run's other files, by format; of a bundle, once it is unpacked. */
export const EXPORT_FILES = {
  keras: "model.keras",
  tfjs: "model.json",
  bundle: "bundle.json",
} as const;

/**
 * Why `folder` is no run although it has a run's files: `export` wrote it. It has no manifest, so
 * that its figures would pass for measured ones. Undefined for all other folders.
 */
export function whyExported(folder: string): string | undefined {
  const has = (name: string) => pathExists(join(folder, name));
  if (!has("config.json") || has(MANIFEST)) return undefined;
  const { bundle, keras, tfjs } = EXPORT_FILES;
  // A run of an earlier version has no manifest, but weights beside what was exported into it.
  const models = has(BEST_WEIGHTS) ? [] : [keras, tfjs];
  const weights = has(bundle) ? BEST_WEIGHTS : models.find(has);
  if (weights === undefined) return undefined;
  return `it is what \`export\` wrote; \`import ${join(folder, weights)} RUN\` makes a run of it`;
}

/** A run that has one of these is finished, so that they are written last. */
export const FINISHING_FILES = ["metrics.json", "final.json"] as const;

/** Whether the run in `folder` came to its end. */
export function isFinished(folder: string): boolean {
  return FINISHING_FILES.some((name) => pathExists(join(folder, name)));
}

/** Files of a run that its manifest lists, where they are there; model_card.md may be edited. */
const LISTED = [
  "config.json",
  "corpus.json",
  "split.json",
  "normaliser.json",
  "environment.json",
  "pseudo_labels.json",
  "history.jsonl",
  BEST_WEIGHTS,
  "predictions.csv",
  "predictions-unlabelled.csv",
  "predictions-labelled.csv",
  "calibration.json",
  "mixture.safetensors",
  "input.json",
  "groups.json",
  ...FINISHING_FILES,
] as const;

/** A file that a manifest may list. */
type ListedFile = typeof LISTED[number];

/** Whether a manifest may list the file of this name. */
export function isListed(name: string): name is ListedFile {
  return (LISTED as readonly string[]).includes(name);
}

const manifestSchema = z.object({
  version: z.literal(1),
  /** True where predictions and metrics came with weights from elsewhere. */
  claimed: z.boolean().default(false),
  files: z.partialRecord(
    z.enum(LISTED),
    z.object({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

type Manifest = z.infer<typeof manifestSchema>;

const declaredSchema = z.looseObject({ manifest: z.string().optional() });

/** A file of a finished run is gone, or is not what the run left there. */
export class DamagedRunError extends UserError {}

/** Lists the files of the finished run in `folder`; `claimed` as in the manifest. */
export async function writeManifest(folder: string, claimed = false): Promise<void> {
  const files: Manifest["files"] = {};
  for (const name of LISTED.filter((own) => pathExists(join(folder, own)))) {
    const bytes = await readRegularFile(join(folder, name));
    files[name] = { bytes: bytes.length, sha256: sha256(bytes) };
  }
  const manifest: z.input<typeof manifestSchema> = {
    version: 1,
    ...(claimed ? { claimed } : {}),
    files,
  };
  await writeFileWhole(join(folder, MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
}

/**
 * The manifest of the run in `folder`; undefined for runs without one. Throws UserError where it
 * is malformed, and DamagedRunError where the run's environment.json says that there is one.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST);
  if (pathExists(path)) return await readJson(path, manifestSchema);
  const environment = join(folder, "environment.json");
  const isWhole = isFinished(folder) && pathExists(join(folder, BEST_WEIGHTS));
  if (!isWhole || !pathExists(environment)) return undefined;
  if ((await readJson(environment, declaredSchema)).manifest === undefined) return undefined;
  throw new DamagedRunError(
    `Expected ${path}, which the finished run ${folder} has, but it is gone; put it back, or ` +
      "remove that folder and train again",
  );
}

/**
 * Throws DamagedRunError unless the named files of the run in `folder` are those that its manifest
 * lists; without names, all of them.
 *
 * @param options.sizeOnly compares only the sizes of large files, the weights, which takes no time
 */
export async function checkRunFiles(
  folder: string,
  names: readonly ListedFile[] = LISTED,
  { sizeOnly = false }: { sizeOnly?: boolean } = {},
): Promise<void> {
  const manifest = await readManifest(folder);
  if (!manifest) return;
  for (const name of names) {
    const listed = manifest.files[name];
    if (!listed) continue;
    const path = join(folder, name);
    if (!pathExists(path)) throw damaged(path, "it is gone");
    const { size, isFile } = await Deno.stat(path);
    if (isFile && size !== listed.bytes) {
      throw damaged(path, `it has ${size} bytes instead of ${listed.bytes}`);
    }
    if (sizeOnly && name === BEST_WEIGHTS) continue;
    checkContent(path, await readRegularFile(path), listed.sha256);
  }
}

/** The same for the bytes of one file that was read already. */
export async function checkRunBytes(
  folder: string,
  name: ListedFile,
  bytes: Uint8Array,
): Promise<void> {
  const listed = (await readManifest(folder))?.files[name];
  if (!listed) return;
  const path = join(folder, name);
  if (bytes.length !== listed.bytes) {
    throw damaged(path, `it has ${bytes.length} bytes instead of ${listed.bytes}`);
  }
  checkContent(path, bytes, listed.sha256);
}

/** Whether the run's predictions and metrics are only claimed by whoever trained its weights. */
export async function isClaimed(folder: string): Promise<boolean> {
  return (await readManifest(folder))?.claimed ?? false;
}

function checkContent(path: string, bytes: Uint8Array, expected: string): void {
  if (sha256(bytes) !== expected) throw damaged(path, "its content is another");
}

function damaged(path: string, how: string): DamagedRunError {
  return new DamagedRunError(
    `Expected ${path} to be as the finished run left it (${MANIFEST} beside it has its SHA-256), ` +
      `but ${how}; put it back, or remove the run's folder and train again`,
  );
}
