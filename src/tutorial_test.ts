/** Follows docs/tutorial.md word by word, with generated voices as the recordings. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireCorpus } from "./data/find_corpus.ts";
import { withTemporaryFolder } from "./data/testing/temporary_folder.ts";

const project = fileURLToPath(new URL("..", import.meta.url));

/** The lines of the document's shell blocks. */
function commands(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block]) => block.trimEnd().split("\n"));
}

/** Two repetitions of two words by four voices go to `recordings`, a third word of one to `new`. */
async function writeRecordings(folder: string): Promise<void> {
  for (const name of ["recordings", "new", "data"]) await Deno.mkdir(join(folder, name));
  const { clips } = await requireCorpus("synthetic");
  const texts = [...new Set(clips.map(({ text }) => text))].sort();
  for (const { path, speaker, text, label, repetition } of clips) {
    const isNew = text === texts.at(-1) && speaker === "high";
    const name = `${speaker === "bright" ? "anna" : speaker}_${text}_${label}_${repetition}.wav`;
    await Deno.copyFile(path, join(folder, isNew ? "new" : "recordings", name));
  }
}

Deno.test("docs/tutorial.md: from a folder of recordings to a prediction", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeRecordings(folder);
    const outputs: string[] = [];
    const markdown = await Deno.readTextFile(join(project, "docs", "tutorial.md"));
    for (const line of commands(markdown)) {
      const [program, ...words] = line.match(/"[^"]*"|\S+/g)!
        .map((word) => word.replaceAll('"', ""));
      assert.equal(program, "duygu");
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-check",
          "--frozen",
          "--config",
          join(project, "deno.json"),
          join(project, "main.ts"),
          ...words.flatMap((word) => expanded(word, folder)),
        ],
        cwd: folder,
        env: { NO_COLOR: "1", DUYGU_DATA: join(folder, "data") },
      }).output();
      assert.equal(code, 0, `${line}: ${new TextDecoder().decode(stderr)}`);
      outputs.push(new TextDecoder().decode(stdout));
    }
    const [added, benched, evaluated, final, alone, together] = outputs;
    assert.match(added, /^Added mine: \d+ clips, classes angry, calm, happy, sad/);
    assert.match(benched, /nothing known/);
    assert.match(benched, /unlabelled clips/);
    assert.match(benched, /mean\s+over\s+the\s+4\s+speakers,\s+each\s+left\s+out/);
    assert.match(evaluated, /all 4 folds/);
    assert.match(final, /Quoted from 4 runs, protocol speaker, 4 of 4 folds/);
    const rows = (text: string) => text.trimEnd().split("\n").length - 1;
    assert.equal(rows(alone), 16);
    assert.equal(rows(together), 16);
    assert.notEqual(alone, together);
  });
});

/** A pattern's files, as a shell gives them. */
function expanded(word: string, folder: string): string[] {
  if (!word.endsWith("*")) return [word];
  const [parent, start] = [word.slice(0, word.indexOf("/")), word.slice(0, -1)];
  return Array.from(Deno.readDirSync(join(folder, parent)), ({ name }) => `${parent}/${name}`)
    .filter((path) => path.startsWith(start)).sort().slice(0, 1);
}
