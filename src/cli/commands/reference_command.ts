/** The command `reference`: all commands with their options, as docs/reference.md has them. */
import type { Command } from "commander";
import { describeProgram } from "../describe_program.ts";
import { referenceMarkdown } from "../reference_markdown.ts";

/** Adds `reference` to the program. */
export function addReferenceCommand(program: Command): void {
  program
    .command("reference")
    .description("Print the reference of all commands as Markdown")
    .option("--json", "print the commands' definitions as JSON instead")
    .addHelpText("after", "\nExample:\n  duygu reference > docs/reference.md")
    .action(({ json }: { json?: true }) => {
      const described = describeProgram(program);
      console.log(
        json ? JSON.stringify(described, null, 2) : referenceMarkdown(described).trimEnd(),
      );
    });
}
