import assert from "node:assert/strict";
import { commandList } from "./command_list.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { describeProgram, flatCommands } from "./describe_program.ts";
import { referenceMan, referenceMarkdown } from "./reference.ts";

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

const program = createProgram();
await addAllCommands(program, commandList);
const described = describeProgram(program);
const page = referenceMan(described, "1.2.3");

Deno.test("the manual page has every command and option, and only requests of man(7)", () => {
  assert.match(page, /^\.TH DUYGU 1 "" "duygu 1\.2\.3"\n\.SH NAME\n/);
  for (const { words, options } of flatCommands(described).slice(1)) {
    const heading = `\n.SS "duygu ${words.join(" ").replaceAll("-", "\\-")} `;
    assert.ok(page.includes(heading), heading);
    const section = page.slice(page.indexOf(heading) + 1).split("\n.S")[0];
    for (const { flags } of options) {
      assert.ok(section.includes(`\n.B ${flags.replaceAll("-", "\\-")}\n`), flags);
    }
  }
  const requests = new Set(page.match(/^\.\w*/gm));
  assert.deepEqual(
    [...requests].sort(),
    [".B", ".I", ".IP", ".PP", ".SH", ".SS", ".TH", ".TP", ".fi", ".nf"],
  );
});

Deno.test("text that roff would take for a request or an escape stays text", () => {
  const none = { description: "", arguments: [], options: [], notes: "", usage: "", commands: [] };
  const notes = ".wav files\n'quoted' a\\b --out …";
  const text = referenceMan(
    { ...none, words: [], commands: [{ ...none, words: ["x"], notes }] },
    "",
  );
  assert.match(text, /\n\.nf\n\\&\.wav files\n\\&'quoted' a\\eb \\-\\-out \\\[u2026\]\n\.fi\n/);
});
