/** The command `licences`: under which terms the dependencies may be used. */
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { textTable } from "../../base/text_table.ts";
import { listLicences } from "../list_licences.ts";

const lockPath = fileURLToPath(new URL("../../../deno.lock", import.meta.url));

/** Adds `licences` to the program. */
export function addLicencesCommand(program: Command): void {
  program
    .command("licences")
    .description("List all dependencies with their licences")
    .option("--json", "print JSON instead of a table")
    .addHelpText(
      "after",
      "\nPackages for other systems than this one are pinned too, but not fetched. Data sets have " +
        "terms of their own,\nwhich weights trained on them inherit: README.md names them." +
        "\n\nExample:\n  duygu licences",
    )
    .action(async ({ json }: { json?: true }) => {
      const entries = await listLicences(lockPath);
      console.log(
        json ? JSON.stringify(entries, null, 2) : textTable(
          ["name", "version", "licence"],
          entries.map(({ name, version, licence }) => [name, version, licence]),
        ),
      );
    });
}
