import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, pathExists } from "./files.ts";
import { UserError } from "./user_error.ts";

/** What became of a program; `failure` is absent where it succeeded. */
interface QuietRun {
  /** The output's line that most likely says why. */
  failure?: string;
}

/**
 * Runs a program to its end without showing what it prints.
 *
 * @example
 * ```ts
 * const { failure } = await runQuietly("python3", ["-m", "pip", "--version"]);
 * ```
 */
export async function runQuietly(program: string, args: readonly string[]): Promise<QuietRun> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { failure: `${program} is not installed` };
    throw error;
  }
  if (output.success) return {};
  const decoder = new TextDecoder();
  const text = `${decoder.decode(output.stdout)}\n${decoder.decode(output.stderr)}`;
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const failure = lines.findLast((line) => /^(error|no space|oserror)/i.test(line)) ??
    lines.at(-1) ?? `exit code ${output.code}`;
  return { failure };
}

/** What is fetched once, and by which command where a task may not. */
interface FetchedOnce {
  /** At the beginning of a sentence. */
  what: string;
  /** With its task, such as "deno task doctor". */
  command: string;
  megabytes: number;
}

/**
 * What `fetch`, which starts programs, gives. Throws UserError that names the command where this
 * task may start none.
 *
 * @example
 * ```ts
 * const what = { what: "The library", command: "deno task doctor", megabytes: 274 };
 * const python = await fetchOnce(what, requirePython);
 * ```
 */
export async function fetchOnce<T>(
  { what, command, megabytes }: FetchedOnce,
  fetch: () => Promise<T>,
): Promise<T> {
  try {
    return await fetch();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new UserError(
      `${what} is not here yet; \`${command}\` fetches it once (${megabytes} MB), for this task may ` +
        "start no program that could",
    );
  }
}

/** The first file of this name in the folders of PATH; undefined where there is none. */
export function programOnPath(name: string): string | undefined {
  const file = Deno.build.os === "windows" ? `${name}.exe` : name;
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, file)).find(pathExists);
}

// Deno's flags for a process of ours that another one starts: what it needs and no more.
// Reading files, reading variables and native libraries are needed by all of them.

/** The system's facts that packages and results ask for. */
export const SYSTEM_FACTS =
  "cpus,homedir,hostname,loadavg,networkInterfaces,osRelease,statfs,systemMemoryInfo";

/** What a process needs beyond that. */
export interface ChildNeeds {
  /** Folders to write into; "anywhere" where its own arguments name them; none by default. */
  writes?: readonly string[] | "anywhere";
  /** Paths of the programs that it starts; none by default. */
  programs?: readonly string[];
  /** Whether it listens at this machine's own address. */
  listens?: boolean;
  /** Another address that it connects to, such as server:5432. */
  connects?: string;
}

/**
 * The flags. Nothing is requested in a terminal: what is not permitted fails.
 *
 * @example
 * ```ts
 * const args = ["run", ...childPermissions({ writes: [folder] }), script];
 * ```
 */
export function childPermissions(
  { writes = [], programs = [], listens, connects }: ChildNeeds,
): string[] {
  return [
    "--no-prompt",
    "--allow-read",
    "--allow-env",
    `--allow-sys=${SYSTEM_FACTS}`,
    "--allow-ffi",
    writes === "anywhere"
      ? "--allow-write"
      : writes.length
      ? `--allow-write=${writes.join(",")}`
      : "--deny-write",
    connects ? `--allow-net=${connects}` : listens ? "--allow-net=127.0.0.1" : "--deny-net",
    programs.length ? runPermission(programs) : "--deny-run",
  ];
}

/**
 * Deno's flag to call native libraries: those in the cache folder (TensorFlow's), those in Deno's
 * own folder (npm packages such as sharp and resvg), and those that `DUYGU_TENSORFLOW` names.
 */
export function libraryPermission(): string {
  const named = Deno.env.get("DUYGU_TENSORFLOW");
  const folders = [cacheFolder(), denoFolder(), ...named ? [named] : []].map((path) =>
    resolve(path)
  );
  // A comma in a path is written twice.
  return `--allow-ffi=${folders.map((path) => path.replaceAll(",", ",,")).join(",")}`;
}

/** Where Deno keeps packages: `$DENO_DIR`, else "deno" in the platform's own place for caches. */
function denoFolder(): string {
  const own = Deno.env.get("DENO_DIR");
  if (own) return own;
  if (Deno.build.os === "darwin") return join(homedir(), "Library", "Caches", "deno");
  const xdg = Deno.build.os === "windows"
    ? Deno.env.get("LOCALAPPDATA")
    : Deno.env.get("XDG_CACHE_HOME");
  return join(xdg || join(homedir(), ".cache"), "deno");
}

/**
 * Deno's flag to start `programs`. Where variables such as LD_LIBRARY_PATH say what a program
 * loads, Deno starts none that it was only given by name; the flag then names none and permits all.
 */
export function runPermission(
  programs: readonly string[],
  variables: Record<string, string> = Deno.env.toObject(),
): string {
  const loading = /^(LD|DYLD)_/;
  const isSet = Object.entries(variables).some(([name, value]) => loading.test(name) && value);
  return isSet ? "--allow-run" : `--allow-run=${programs.join(",")}`;
}

/** What a finished process left. */
export interface ProgramOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Starts the command line with `words`, further environment variables and `flags` of Deno, such as
 * its permissions, in a process of its own; its output is piped.
 */
export function startProgram(
  words: readonly string[],
  variables: Record<string, string>,
  flags: readonly string[],
): Deno.ChildProcess {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...flags, main, ...words],
    env: { NO_COLOR: "1", ...variables },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for the process's end. */
export async function outputOf(process: Deno.ChildProcess): Promise<ProgramOutput> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
