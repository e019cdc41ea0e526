import { cacheFolder } from "../../src/base/files.ts";
import { installedPeerPython, pythonPackages } from "../../src/base/python_packages.ts";
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

/** What is compared with; the results' environment repeats the versions that ran. */
export const PEER_PACKAGES = [
  "keras==3.15.1",
  "tensorflow-cpu==2.21.0",
  "torch==2.13.0",
  "numpy==2.4.6",
  "librosa==0.11.0",
  "soundfile==0.14.0",
];

/**
 * Makes the environment with `base` (a Python 3.11 or later) and installs the peers into it by
 * pip, which follows the user's own pip settings. About 3 GB and some minutes.
 * Throws UserError where a step fails.
 */
export async function installPeers(base = "python3"): Promise<void> {
  await runVisibly([base, "-m", "venv", cacheFolder("peers")]);
  await runVisibly([installedPeerPython(), "-m", "pip", "install", ...PEER_PACKAGES]);
}

/** Runs a command whose output the user sees on standard error. Throws UserError where it fails. */
export async function runVisibly([program, ...args]: string[]): Promise<void> {
  console.error(`${program} ${args.join(" ")}`);
  const told = `Expected "${program} ${args.slice(0, 3).join(" ")} …" to succeed, but`;
  let code: number;
  try {
    const command = new Deno.Command(program, { args, stdout: "piped", stderr: "inherit" });
    const child = command.spawn();
    for await (const chunk of child.stdout) await Deno.stderr.write(chunk);
    code = (await child.status).code;
  } catch (error) {
    throw new UserError(`${told} ${(error as Error).message}`);
  }
  if (code !== 0) throw new UserError(`${told} it ended with exit code ${code}`);
}
