/**
 * In: what a user names: files, folders, patterns such as *.wav, "-" for standard input. Out: the
 * files, and what to call them.
 */
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { isFolder, pathExists } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { listFiles } from "../data/files.ts";

/** The files that were named. */
export interface InputFiles {
  /** Their paths, in the order of the names, those of a folder or pattern sorted; each once. */
  paths: string[];
  /** What each is called; "-" for standard input, whose path is a temporary file's. */
  nameOf(path: string): string;
  /** Removes the temporary file. */
  dispose(): Promise<void>;
}

/** Standard input. */
const PIPE = "-";

/**
 * Finds the files. Of a folder these are all recordings below it or, where there are none, all
 * pictures; pictures beside recordings are told on standard error. A path that is there is never read
 * as a pattern; one that is not there and is no pattern stays, for its reader to say so. Throws
 * UserError for a folder or pattern without files.
 */
export async function inputFiles(names: readonly string[]): Promise<InputFiles> {
  const paths: string[] = [];
  let piped: string | undefined;
  for (const name of names) {
    if (name === PIPE) paths.push(piped ??= await saveStandardInput());
    else if (await isFolder(name)) paths.push(...await filesBelow(name));
    else if (!pathExists(name) && /[*?[{]/.test(name)) paths.push(...await filesLike(name));
    else paths.push(name);
  }
  return {
    paths: [...new Set(paths)],
    nameOf: (path) => path === piped ? PIPE : path,
    dispose: async () => {
      if (piped !== undefined) await Deno.remove(piped).catch(() => {});
    },
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const { files: sounds, oddities } = await listFiles(folder, "audio");
  const { files: pictures } = await listFiles(folder, "images");
  for (const { relativePath, problem } of oddities) {
    console.error(`${join(folder, relativePath)} ${problem}`);
  }
  if (sounds.length && pictures.length) {
    console.error(
      `${folder} holds ${pictures.length} picture${pictures.length > 1 ? "s" : ""} beside its ` +
        `recordings, which are left out; name them to have them predicted too`,
    );
  }
  const files = sounds.length ? sounds : pictures;
  if (files.length) return files.map((file) => join(folder, ...file.split("/")));
  throw new UserError(
    `Expected the folder ${folder} to hold recordings or pictures, but found none`,
  );
}

async function filesLike(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob(pattern)) {
    if (!await isFolder(path)) found.push(path);
  }
  if (found.length) return found.sort();
  throw new UserError(`Expected files like ${pattern}, but found none`);
}

/** A recording or picture that comes in a pipe, as a file. Throws UserError for an empty one. */
async function saveStandardInput(): Promise<string> {
  const path = await Deno.makeTempFile({ prefix: "duygu-standard-input-" });
  const file = await Deno.open(path, { write: true });
  await Deno.stdin.readable.pipeTo(file.writable);
  if ((await Deno.stat(path)).size > 0) return path;
  await Deno.remove(path);
  throw new UserError("Expected a recording or picture on standard input, but it is empty");
}
