import assert from "node:assert/strict";
import { join } from "node:path";
import { Command } from "commander";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { importRun } from "../../exchange/export_import.ts";
import { weightFiles } from "../../exchange/read_weights.ts";
import { addImportCommand } from "./import_command.ts";

Deno.test("help and error name the same files of weights", () =>
  withTemporaryFolder(async (folder) => {
    const program = new Command();
    addImportCommand(program);
    const [source] = program.commands[0].registeredArguments;
    assert.ok(source.description.endsWith(weightFiles), source.description);
    const path = join(folder, "weights.txt");
    await Deno.writeTextFile(path, "");
    await assert.rejects(importRun(path, join(folder, "run")), {
      name: "UserError",
      message: `Expected ${path} to be ${weightFiles}`,
    });
  }));
