/** The command `data`: which corpora are here, are they sound, bring in others, split and draw them. */
import type { Command } from "commander";
import { addAddCommand } from "./data/add_command.ts";
import { addImportCommand } from "./data/import_command.ts";
import { addListCommand } from "./data/list_command.ts";
import { addSharesCommand } from "./data/shares_command.ts";
import { addSplitCommand } from "./data/split_command.ts";
import { addVerifyCommand } from "./data/verify_command.ts";

/** Adds `data` with its subcommands list, verify, import, add, split and shares. */
export function addDataCommand(program: Command): void {
  const data = program
    .command("data")
    .description("Corpora: list, verify, import, add, split, shares")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu data list\n  duygu data import turev ~/Downloads/TurEV-DB-master.zip\n" +
        "  duygu data verify turev tess",
    );
  addListCommand(data);
  addVerifyCommand(data);
  addImportCommand(data);
  addAddCommand(data);
  addSplitCommand(data);
  addSharesCommand(data);
}
