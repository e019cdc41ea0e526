/** A result without it is none. */
import { cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** Where the source came from. */
export interface SourceState {
  /** The commit's full hash. */
  commit: string;
  /** True where files other than results differ from the commit. */
  dirty: boolean;
}

/** The machine and the software that made a result; plain JSON. */
export interface Environment {
  /** When, ISO 8601 in UTC. */
  time: string;
  /** Duygu's own version. */
  duygu: string;
  /** Deno's version, such as "2.9.6". */
  deno: string;
  /** V8's version. */
  v8: string;
  /** "linux", "darwin", "windows". */
  os: string;
  /** The kernel's release, as the system tells it. */
  osRelease: string;
  /** "x86_64", "aarch64". */
  architecture: string;
  /** The processor's model name. */
  cpu: string;
  /** Logical processors that this process may use. */
  cores: number;
  /** Whole memory of the machine. */
  memoryGiB: number;
  /** Null where Duygu runs from no git checkout, or git is missing. */
  source: SourceState | null;
  /** Further parts, such as the engine's own description. */
  [part: string]: unknown;
}

const projectRoot = new URL("../../", import.meta.url);

/**
 * Describes this machine and this checkout.
 *
 * @param extra further parts, such as `{ engine: … }`; they may not replace the ones above
 *
 * @example
 * ```ts
 * const environment = await describeEnvironment({ engine: engine.description });
 * ```
 */
export async function describeEnvironment(
  extra: Record<string, unknown> = {},
): Promise<Environment> {
  const processors = cpus();
  return {
    ...extra,
    time: new Date().toISOString(),
    duygu: await projectVersion(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: Deno.build.os,
    osRelease: release(),
    architecture: Deno.build.arch,
    cpu: processors[0]?.model.trim() || "unknown",
    cores: navigator.hardwareConcurrency || processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30 * 10) / 10,
    source: await sourceState(fileURLToPath(projectRoot)),
  };
}

/**
 * The commit that `folder`, the top of a git checkout, is at; null where it is no such folder (a
 * copy inside somebody else's checkout is none either) or git is missing.
 */
export async function sourceState(folder: string): Promise<SourceState | null> {
  const prefix = await git(folder, "rev-parse", "--show-prefix");
  const commit = await git(folder, "rev-parse", "HEAD");
  if (prefix !== "" || commit === null) return null;
  const changes = await git(folder, "status", "--porcelain", "--", ".", ":!results");
  return { commit, dirty: changes !== "" };
}

async function projectVersion(): Promise<string> {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", projectRoot)));
  return String(config.version);
}

/** What git prints, trimmed; null where it fails or is missing. */
async function git(folder: string, ...args: string[]): Promise<string | null> {
  try {
    const command = new Deno.Command("git", { args: ["-C", folder, ...args], stderr: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}
