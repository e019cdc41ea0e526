import { glob } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { type Command, Option } from "commander";
import { isFolder, pathExists } from "../base/files.ts";
import { interruptSignal, wasInterrupted } from "../base/interrupt_signal.ts";
import { counted } from "../base/terminal.ts";
import { UserError } from "../base/user_error.ts";
import { fileMedia, listMedia, type Medium } from "../data/files.ts";
import { type DetectOptions, sideLimits } from "../facecnn/detect_faces.ts";
import { detectorNames } from "../facecnn/predict_photo.ts";
import { wholeNumberFrom } from "./options.ts";

/** The files that were named. */
export interface InputFiles {
  /** Their paths, in the order of the names, those of a folder or pattern sorted; each once. */
  paths: string[];
  /** What each holds. */
  media: Medium[];
  /** What each is called; "-" for standard input, whose path is a temporary file's. */
  nameOf(path: string): string;
  /** Removes the temporary file. */
  dispose(): Promise<void>;
}

/** Standard input. */
const PIPE = "-";

/**
 * Finds the files. Of a folder these are all pictures or recordings below it, as `wanted` says;
 * without it all recordings or, where there are none, all pictures. What a folder holds of the other
 * medium is reported on standard error. A path that is there is never read as a pattern; one that is
 * not there and is no pattern stays, for its reader to say so. Throws UserError for a folder or
 * pattern without files.
 */
export async function inputFiles(names: readonly string[], wanted?: Medium): Promise<InputFiles> {
  const paths: string[] = [];
  const media = new Map<string, Medium>();
  let piped: string | undefined;
  for (const name of names) {
    if (name === PIPE) paths.push(piped ??= await saveStandardInput());
    else if (await isFolder(name)) paths.push(...await filesBelow(name, media, wanted));
    else if (!pathExists(name) && /[*?[{]/.test(name)) paths.push(...await filesLike(name));
    else paths.push(name);
  }
  const once = [...new Set(paths)];
  const others = await fileMedia(once.filter((path) => !media.has(path)));
  return {
    paths: once,
    media: once.map((path) => (media.get(path) ?? others.get(path))!),
    nameOf: (path) => path === piped ? PIPE : path,
    dispose: async () => {
      if (piped !== undefined) await Deno.remove(piped).catch(() => {});
    },
  };
}

/** Keeps in `known` what the files hold. */
async function filesBelow(
  folder: string,
  known: Map<string, Medium>,
  wanted?: Medium,
): Promise<string[]> {
  const { files, oddities } = await listMedia(folder);
  for (const { relativePath, problem } of oddities) {
    console.error(`${join(folder, relativePath)} ${problem}`);
  }
  const paths = files.map((file) => join(folder, ...file.split("/")));
  const media = await fileMedia(paths);
  const taken = wanted ?? (media.values().some((own) => own === "sound") ? "sound" : "picture");
  const own = paths.filter((path) => media.get(path) === taken);
  for (const path of own) known.set(path, taken);
  if (!own.length) {
    const what = wanted ? CALLED[wanted] + "s" : "recordings or pictures";
    const other = paths.length ? `${counted(paths.length, CALLED[otherOf(taken)])} only` : "none";
    throw new UserError(`Expected the folder ${folder} to hold ${what}, but found ${other}`);
  }
  const left = paths.length - own.length;
  if (left) {
    const others = counted(left, CALLED[otherOf(taken)]);
    const end = wanted ? "" : "; name them to have them predicted too";
    console.error(`${folder}: ${others} beside its ${CALLED[taken]}s left out${end}`);
  }
  return own;
}

/** Media in texts. */
const CALLED: Record<Medium, string> = { sound: "recording", picture: "picture" };

function otherOf(medium: Medium): Medium {
  return medium === "sound" ? "picture" : "sound";
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

/** A file that nothing could be done with. */
export interface FileFailure {
  file: string;
  error: string;
}

/**
 * Calls `work` with each file in turn. A UserError stands in the file's place and, among several
 * files, is reported on standard error at once; any other error ends the loop. After Ctrl-C only
 * files are worked on that `isKnown`, whose work costs nothing more; the others are left out, which
 * is reported. Throws InterruptedError where nothing is left then.
 */
export async function eachFile<Result>(
  files: readonly string[],
  work: (file: string, index: number) => Promise<Result>,
  isKnown: (index: number) => boolean = () => false,
): Promise<(Result | FileFailure)[]> {
  const signal = interruptSignal();
  const outcomes: (Result | FileFailure)[] = [];
  for (const [index, file] of files.entries()) {
    if (signal.aborted && !isKnown(index)) continue;
    try {
      outcomes.push(await work(file, index));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      outcomes.push({ file, error: error.message });
      if (files.length > 1) console.error(`error: ${error.message}`);
    }
  }
  if (outcomes.length < files.length) {
    if (!outcomes.length) signal.throwIfAborted();
    console.error(
      `Interrupted: ${outcomes.length} of ${counted(files.length, "file")} are done; the others ` +
        "are left out",
    );
  }
  return outcomes;
}

/**
 * Throws a UserError that counts the failures among `outcomes`; of a single file, the failure
 * itself. Nothing after Ctrl-C, which is what the program ends by then.
 */
export function requireNoFailure(outcomes: readonly unknown[], what: string): void {
  if (wasInterrupted()) return;
  const failures = outcomes.filter((outcome) => "error" in (outcome as object)) as FileFailure[];
  if (failures.length === 0) return;
  if (outcomes.length === 1) throw new UserError(failures[0].error);
  throw new UserError(`${failures.length} of ${outcomes.length} files could not be ${what}`);
}

/**
 * The files' names without folder and ending; the second of the same name gets "-2", and so on.
 * Capitals do not tell names apart, for on some systems they do not.
 *
 * @example
 * ```ts
 * outputNames(["a/face.png", "b/face.jpg", "cup.png"]); // ["face", "face-2", "cup"]
 * ```
 */
export function outputNames(files: readonly string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const stem = basename(file, extname(file));
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

// The options of commands that look for faces.

/** Adds them to `command`; their values are called as in {@link DetectOptions}. */
export function addDetectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--detector <name>",
        "haar: OpenCV's cascade, as in paper F; blazeface: also tilted faces, made upright by " +
          "their eyes (29 MB by npm, once)",
      ).choices(detectorNames).default("haar"),
    )
    .option(
      "--longest-side <pixels>",
      "photos are searched on a copy of so many (haar 320, blazeface 256); more finds smaller faces, " +
        "and takes longer",
      wholeNumberFrom(sideLimits.least, sideLimits.most),
    )
    .option("--rotations", "look for faces on their side, upside down and tilted too");
}

/** The detector's part of a command's options. */
export function detectionOf({ longestSide, rotations }: DetectOptions): DetectOptions {
  return { longestSide, rotations };
}
