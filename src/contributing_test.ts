/** Follows the worked examples of CONTRIBUTING.md in a copy of the project. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeClips } from "./data/made_inputs.ts";
import { withTemporaryFolder } from "./data/testing/temporary_folder.ts";

const project = fileURLToPath(new URL("..", import.meta.url));

/** The code blocks of a Markdown text, in order. */
function codeBlocks(markdown: string): { language: string; lines: string[] }[] {
  return Array.from(markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms), ([, language, text]) => ({
    language,
    lines: text.split("\n").slice(0, -1),
  }));
}

/** Does what a block says: makes a file of it, or puts it into one. */
async function follow(folder: string, [head, ...lines]: string[]): Promise<void> {
  const [, file, how, anchor] = /^\/\/ (\S+?)(?:, (after|instead of): (.*))?$/.exec(head)!;
  const path = join(folder, file);
  const text = lines.join("\n") + "\n";
  if (how === undefined) {
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Deno.writeTextFile(path, text);
  }
  const old = await Deno.readTextFile(path);
  assert.equal(old.split(`${anchor}\n`).length, 2, `${file} has once the line ${anchor}`);
  const put = how === "after" ? `${anchor}\n${text}` : text;
  await Deno.writeTextFile(path, old.replace(`${anchor}\n`, () => put));
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (isDirectory) await copy(join(from, name), join(to, name));
    else if (isFile) await Deno.copyFile(join(from, name), join(to, name));
  }
}

async function deno(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1", DUYGU_DATA: join(folder, "data") },
  }).output();
  assert.equal(code, 0, `${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

Deno.test("CONTRIBUTING.md: a corpus, a network and a feature are added as it says", async () => {
  await withTemporaryFolder(async (folder) => {
    for (const name of ["src", "bench"]) await copy(join(project, name), join(folder, name));
    for (const name of ["main.ts", "deno.json", "deno.lock"]) {
      await Deno.copyFile(join(project, name), join(folder, name));
    }
    const speakers = ["s1", "s2", "s3", "s4"];
    await writeClips(
      join(folder, "recordings"),
      speakers.flatMap((speaker) =>
        ["A", "C"].flatMap((code) =>
          ["t1", "t2", "t3"].map((text) => `${speaker}_${text}_${code}.wav`)
        )
      ),
    );
    await Deno.mkdir(join(folder, "data"));
    const outputs: string[] = [];
    const markdown = await Deno.readTextFile(join(project, "CONTRIBUTING.md"));
    for (const { language, lines } of codeBlocks(markdown)) {
      if (language !== "sh") await follow(folder, lines);
      else {
        for (const line of lines) {
          const words = line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ""));
          outputs.push(await deno(folder, "run", "-A", "--no-check", "main.ts", ...words.slice(1)));
        }
      }
    }
    const [added, split, trained] = outputs;
    assert.match(added, /^Added mine: 24 clips, classes angry, calm/);
    assert.match(split, /protocol speaker/);
    assert.match(trained, /\naccuracy /);
    const [run] = Array.from(Deno.readDirSync(join(folder, "runs")), ({ name }) => name);
    const config = JSON.parse(
      await Deno.readTextFile(join(folder, "runs", run, "config.json")),
    );
    assert.deepEqual([config.network.kind, config.features.kind], ["meanPool", "rootMel"]);
    await deno(folder, "check", "-q", "main.ts");
  });
});
