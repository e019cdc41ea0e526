/** The scripts within the shells themselves; a shell that is not installed is skipped. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { commandList } from "./command_list.ts";
import { bashCompletion, completionTable, fishCompletion, zshCompletion } from "./completion.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { describeProgram } from "./describe_program.ts";

const program = createProgram();
await addAllCommands(program, commandList);
const table = completionTable(describeProgram(program));

/** How each shell is asked, in a script, for what may follow `words`, the last one begun. */
const shells: Record<string, { script: string; ask: (words: string[]) => string }> = {
  bash: {
    script: bashCompletion(table),
    ask: (words) =>
      `COMP_WORDS=(${words.map(quoted).join(" ")})\nCOMP_CWORD=${words.length - 1}\n_duygu\n` +
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  zsh: {
    // The completion system runs only in a terminal: its two ends are put in here.
    script: `compdef() { :; }\n_files() { print -l -- \${words[CURRENT]}*(N); }\n` +
      `compadd() { print -l -- \${(M)choices:#\${words[CURRENT]}*}; }\n${zshCompletion(table)}`,
    ask: (words) => `words=(${words.map(quoted).join(" ")})\nCURRENT=${words.length}\n_duygu`,
  },
  fish: {
    script: fishCompletion(table),
    ask: (words) => `complete -C ${quoted(words.join(" "))} | string replace -r '\\t.*' ''; true`,
  },
};

const cases: [string[], string[] | RegExp][] = [
  [["duygu", "ev"], ["evaluate"]],
  [["duygu", "--engine", "w"], ["wasm", "webgpu"]],
  [["duygu", "--quiet", "bench", "en"], ["engine"]],
  [["duygu", "bench", "engine", "--ro"], ["--rounds"]],
  // The value of an option is no command.
  [["duygu", "--data", "bench", "evalu"], ["evaluate"]],
  [["duygu", "data", "split", "--protocol", "speakerT"], ["speakerTextFolds"]],
  [["duygu", "train", "tur"], ["turev"]],
  [["duygu", "train", "--prec"], ["--precision"]],
  [["duygu", "completion", "f"], ["fish"]],
  [["duygu", "predict", "ünlü k"], /^(ünlü kayıt\.wav|ünlü\\ kayıt\.wav)$/],
  [["duygu", "plot", "runs", "--out", "pic"], /^pictures\/?$/],
  [["duygu", "train", "--seed", ""], []],
];

for (const [shell, { script, ask }] of Object.entries(shells)) {
  Deno.test({
    name: `${shell} completes commands, options, their values and files`,
    ignore: !isInstalled(shell),
    fn: async () => {
      await withTemporaryFolder(async (folder) => {
        await Deno.writeTextFile(join(folder, "ünlü kayıt.wav"), "");
        await Deno.mkdir(join(folder, "pictures"));
        for (const [words, expected] of cases) {
          const file = join(folder, `.ask.${shell}`);
          // fish's `complete -C` finds no file behind an escaped space, only before it.
          const own = shell === "fish" ? words.map((word) => word.split(" ")[0]) : words;
          await Deno.writeTextFile(file, `${script}\n${ask(own)}\n`);
          const { code, stdout, stderr } = await new Deno.Command(shell, {
            args: [...shell === "zsh" ? ["-f"] : [], file],
            cwd: folder,
            env: { LC_ALL: "C.UTF-8" },
          }).output();
          const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
          assert.equal(decode(stderr), "", `${words}`);
          assert.ok(code === 0 || words.at(-1) === "", `${words}: ${code}`);
          const found = decode(stdout).split("\n").filter((line) => line !== "").sort();
          if (expected instanceof RegExp) assert.match(found.join("\n"), expected);
          else assert.deepEqual(found, expected, `${words}`);
        }
      });
    },
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("\\", "\\\\")}'`;
}

function isInstalled(shell: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(join(folder, shell)).isFile;
    } catch {
      return false;
    }
  });
}
