import assert from "node:assert/strict";
import { commandList } from "./command_list.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { describeProgram } from "./describe_program.ts";
import { referenceMarkdown } from "./reference_markdown.ts";

Deno.test("docs/reference.md is current", async () => {
  const program = createProgram();
  await addAllCommands(program, commandList);
  const stored = await Deno.readTextFile(new URL("../../docs/reference.md", import.meta.url));
  assert.equal(
    stored,
    referenceMarkdown(describeProgram(program)),
    "Make it anew: deno task duygu reference > docs/reference.md",
  );
});

Deno.test("the reference escapes what Markdown would read, and shows notes as they are", () => {
  const options = [{ flags: "--out <dir>", names: ["--out"], description: "a <b> *", choices: [] }];
  const none = { description: "", arguments: [], options: [], notes: "", usage: "", commands: [] };
  const command = {
    ...none,
    words: ["draw"],
    usage: "[options] <run>",
    options,
    notes: "Example:\n  duygu draw <x>",
  };
  const text = referenceMarkdown({ ...none, words: [], commands: [command] });
  assert.match(text, /\n\*\*duygu draw\*\* \[options\] \\<run\\>\n/);
  assert.match(text, /\n\| `--out <dir>` \| a \\<b\\> \\\* \| +\|\n/);
  assert.match(text, /\n```text\nExample:\n {2}duygu draw <x>\n```\n$/);
});
