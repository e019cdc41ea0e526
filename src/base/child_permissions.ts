/**
 * In: what a process of ours that another one starts needs. Out: Deno's flags for that and no more.
 * Reading files, reading variables and native libraries are needed by all of them.
 */

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { cacheFolder } from "./cache_folder.ts";

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
}

/**
 * The flags. Nothing is asked for in a terminal: what is not permitted fails.
 *
 * @example
 * ```ts
 * const args = ["run", ...childPermissions({ writes: [folder] }), script];
 * ```
 */
export function childPermissions({ writes = [], programs = [], listens }: ChildNeeds): string[] {
  return [
    ...["--no-prompt", "--allow-read", "--allow-env", `--allow-sys=${SYSTEM_FACTS}`, "--allow-ffi"],
    writes === "anywhere"
      ? "--allow-write"
      : writes.length
      ? `--allow-write=${writes.join(",")}`
      : "--deny-write",
    listens ? "--allow-net=127.0.0.1" : "--deny-net",
    programs.length ? runPermission(programs) : "--deny-run",
  ];
}

/**
 * Deno's flag to call native libraries: those in the cache folder (TensorFlow's), those in Deno's own
 * folder (npm packages such as sharp and resvg), and those that `DUYGU_TENSORFLOW` names.
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
 * Deno's flag to start `programs`. Where variables such as LD_LIBRARY_PATH say what a program loads,
 * Deno starts none that it was only given by name; the flag then names none and permits all.
 */
export function runPermission(
  programs: readonly string[],
  variables: Record<string, string> = Deno.env.toObject(),
): string {
  const loading = /^(LD|DYLD)_/;
  const isSet = Object.entries(variables).some(([name, value]) => loading.test(name) && value);
  return isSet ? "--allow-run" : `--allow-run=${programs.join(",")}`;
}
