/** In: --python or $DUYGU_PYTHON, the cache folder. Out: a Python and which peers' packages it has. */
import { installedPeerPython, pythonPackages } from "../../src/base/python.ts";
import { UserError } from "../../src/base/user_error.ts";

/** A Python program and its packages' versions. */
export interface PeerPython {
  program: string;
  /** Package → version, of those that a peer needs. */
  packages: Record<string, string>;
}

/**
 * Finds the peers' Python: `named` by the user, else the environment that --install-peers made.
 * Undefined where none was named and none was made.
 * Throws UserError where the named one does not run.
 */
export async function findPeerPython(named?: string): Promise<PeerPython | undefined> {
  const program = named ?? installedPeerPython();
  try {
    return { program, packages: (await pythonPackages(program)).packages };
  } catch (error) {
    if (named === undefined && error instanceof Deno.errors.NotFound) return undefined;
    throw new UserError(
      `Expected ${named === undefined ? "" : "--python or $DUYGU_PYTHON, "}${program}, to be a ` +
        `Python program, but running it failed: ${(error as Error).message}`,
    );
  }
}
