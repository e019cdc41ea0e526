/** The command `reference`: all commands with their options, as docs/reference.md has them. */
import { type Command, Option } from "commander";
import { describeProgram } from "../describe_program.ts";
import { referenceMan, referenceMarkdown } from "../reference.ts";

/** Adds `reference` to the program. */
export function addReferenceCommand(program: Command): void {
  program
    .command("reference")
    .description("Print the reference of all commands as Markdown, or as a manual page")
    .addOption(new Option("--man", "print a page for `man` instead").conflicts("json"))
    .option("--json", "print the commands' definitions as JSON instead")
    .addHelpText(
      "after",
      "\nExamples:\n  duygu reference > docs/reference.md\n  duygu reference --man > duygu.1",
    )
    .action(({ json, man }: { json?: true; man?: true }) => {
      const described = describeProgram(program);
      if (json) console.log(JSON.stringify(described, null, 2));
      else if (man) console.log(referenceMan(described, program.version() ?? "").trimEnd());
      else console.log(referenceMarkdown(described).trimEnd());
    });
}
