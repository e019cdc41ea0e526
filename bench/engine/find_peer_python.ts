/** In: --python, $DUYGU_PYTHON, the cache folder. Out: a Python and which peers' packages it has. */
import { installedPeerPython, pythonPackages } from "../../src/base/python_packages.ts";
import { UserError } from "../../src/base/user_error.ts";

/** A Python program and its packages' versions. */
export interface PeerPython {
  program: string;
  /** Package → version, of those that a peer needs. */
  packages: Record<string, string>;
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
    return { program, packages: (await pythonPackages(program)).packages };
  } catch (error) {
    if (named === undefined && error instanceof Deno.errors.NotFound) return undefined;
    const from = asked === undefined ? "$DUYGU_PYTHON" : "--python";
    throw new UserError(
      `Expected ${named === undefined ? program : `${from} ${named}`} to be a Python ` +
        `program, but running it failed: ${(error as Error).message}`,
    );
  }
}
