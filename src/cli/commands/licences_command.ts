/** The command `licences`: under which terms the dependencies may be used. */
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { textTable } from "../../base/text.ts";
import { PEER_PACKAGES } from "../../../bench/engine/install_peers.ts";
import { cacheFolder } from "../../base/files.ts";
import { jupyterFolder, pinnedPackages } from "../../notebook/jupyter.ts";
import { listLicences } from "../list_licences.ts";
import { pythonLicences } from "../python_licences.ts";

const lockPath = fileURLToPath(new URL("../../../deno.lock", import.meta.url));

/** Adds `licences` to the program. */
export function addLicencesCommand(program: Command): void {
  program
    .command("licences")
    .description("List all dependencies with their licences")
    .option("--json", "print JSON instead of a table")
    .addHelpText(
      "after",
      "\nParts: npm is needed by every command (TensorFlow's library and the face cascade stand there " +
        "too), Jupyter by\n`notebook`, peers by benchmarks against Python. Packages for other systems " +
        "than this one are pinned too, but not\nfetched. Data sets have terms of their own, which " +
        "weights trained on them inherit: README.md names them." +
        "\n\nExample:\n  duygu licences",
    )
    .action(async ({ json }: { json?: true }) => {
      const parts = {
        npm: await listLicences(lockPath),
        Jupyter: await pythonLicences(jupyterFolder(), await pinnedPackages("lab")),
        peers: await pythonLicences(cacheFolder("peers"), PEER_PACKAGES),
      };
      const entries = Object.entries(parts).flatMap(([part, found]) =>
        found.map((entry) => ({ ...entry, part }))
      );
      console.log(
        json ? JSON.stringify(entries, null, 2) : textTable(
          ["name", "version", "part", "licence"],
          entries.map(({ name, version, part, licence }) => [name, version, part, licence]),
        ),
      );
    });
}
