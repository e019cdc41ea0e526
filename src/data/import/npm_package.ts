/**
 * Files out of packages of npm that are too large to be dependencies for the little that is taken of
 * them: the package is fetched once by npm, compared with its hash, and only those files are kept.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolder, makeFolder, pathExists, writeFileWhole } from "../../base/files.ts";
import { runQuietly } from "../../base/processes.ts";
import { UserError } from "../../base/user_error.ts";
import { openSource } from "./open_source.ts";

/** A package, and what is taken of it. */
export interface PinnedPackage {
  /** Such as "@vladmandic/human". */
  name: string;
  version: string;
  /** SHA-512 in base64, as npm's lock files have it, without "sha512-". */
  sha512: string;
  /** The download's size in megabytes, to be told to the user. */
  megabytes: number;
  licence: string;
  /** Paths in the package. */
  files: readonly string[];
}

/** Where the files of a package are, or would be; by their last names. */
export function packageFolder({ name, version }: PinnedPackage): string {
  return cacheFolder(`npm-${name.replace(/^@/, "").replaceAll("/", "-")}-${version}`);
}

/** Whether all of them are there. */
export function hasPackageFiles(wanted: PinnedPackage): boolean {
  return wanted.files.every((file) => pathExists(join(packageFolder(wanted), lastName(file))));
}

const lastName = (path: string) => path.split("/").at(-1)!;

/**
 * Makes sure that the files are in the cache folder and returns their folder; `say` is told before
 * something is downloaded. Two processes wait for each other. Throws UserError where npm or the
 * network is missing, or the package is another.
 */
export async function provisionPackage(
  wanted: PinnedPackage,
  say: (sentence: string) => void,
): Promise<string> {
  const folder = packageFolder(wanted);
  if (hasPackageFiles(wanted)) return folder;
  await makeFolder(cacheFolder());
  using lock = await Deno.open(`${folder}.lock`, { write: true, create: true });
  await lock.lock(true);
  if (hasPackageFiles(wanted)) return folder;
  const { name, version, megabytes } = wanted;
  const download = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "unpacking-npm-" });
  try {
    say(`Downloading ${name} ${version} (${megabytes} MB, once) by npm into ${folder} …`);
    const args = ["pack", "--silent", "--pack-destination", download, `${name}@${version}`];
    const { failure } = await runQuietly("npm", args);
    if (failure !== undefined) {
      throw new UserError(`npm could not download ${name} ${version}: ${failure}`);
    }
    const [{ name: archive } = { name: "" }] = [...Deno.readDirSync(download)];
    if (!archive.endsWith(".tgz")) {
      throw new UserError(
        `Expected npm to put ${name} ${version} into ${download}, but it did not`,
      );
    }
    await keepFiles(wanted, join(download, archive), folder);
  } finally {
    await Deno.remove(download, { recursive: true });
  }
  return folder;
}

/** Unpacks what is wanted of `archive` into `folder`, once the archive's hash is the right one. */
async function keepFiles(wanted: PinnedPackage, archive: string, folder: string): Promise<void> {
  const { name, version, sha512, files } = wanted;
  const found = createHash("sha512").update(await Deno.readFile(archive)).digest("base64");
  if (found !== sha512) {
    throw new UserError(
      `Expected ${name} ${version} to have SHA-512 ${sha512}, but found ${found}`,
    );
  }
  await makeFolder(folder);
  const { entries } = await openSource(archive);
  for await (const { path, kind, content } of entries) {
    const file = files.find((own) => path === `package/${own}`);
    if (file === undefined || kind !== "file") continue;
    const bytes = Buffer.concat(await Array.fromAsync(await content()));
    await writeFileWhole(join(folder, lastName(file)), bytes);
  }
  const missing = files.find((file) => !pathExists(join(folder, lastName(file))));
  if (missing) throw new UserError(`Expected ${name} ${version} to hold ${missing}`);
}
