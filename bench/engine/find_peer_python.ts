/** In: --python, $DUYGU_PYTHON, the cache folder. Out: a Python and which peers' packages it has. */
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../../src/base/cache_folder.ts";
import { parseJson } from "../../src/base/parse_json.ts";
import { UserError } from "../../src/base/user_error.ts";

/** A Python program and its packages' versions. */
export interface PeerPython {
  program: string;
  /** Package → version, of those that a peer needs. */
  packages: Record<string, string>;
}

// Reads metadata alone: importing TensorFlow would take seconds.
const LIST_PACKAGES = `
import importlib.metadata as metadata, json
found = {}
for name in ("keras", "tensorflow", "tensorflow-cpu", "torch", "librosa", "soundfile"):
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps(found))
`;

/** The Python of the environment that --install-peers makes. */
export function installedPeerPython(): string {
  return Deno.build.os === "windows"
    ? cacheFolder("peers", "Scripts", "python.exe")
    : cacheFolder("peers", "bin", "python");
}

/**
 * Finds the peers' Python: `asked` (from --python), else $DUYGU_PYTHON, else the environment that
 * --install-peers made. Undefined where none was named and none was made.
 * Throws UserError where the named one does not run.
 */
export async function findPeerPython(asked?: string): Promise<PeerPython | undefined> {
  const named = asked ?? Deno.env.get("DUYGU_PYTHON");
  const program = named ?? installedPeerPython();
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: ["-c", LIST_PACKAGES],
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(decoder.decode(stderr).trim());
    const packages = parseJson(
      decoder.decode(stdout),
      z.record(z.string(), z.string()),
      `${program}'s list of packages`,
    );
    return { program, packages };
  } catch (error) {
    if (named === undefined && error instanceof Deno.errors.NotFound) return undefined;
    const from = asked === undefined ? "$DUYGU_PYTHON" : "--python";
    throw new UserError(
      `Expected ${named === undefined ? join(program) : `${from} ${named}`} to be a Python ` +
        `program, but running it failed: ${(error as Error).message}`,
    );
  }
}
