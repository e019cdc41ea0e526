import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { writeFileWhole } from "./write_file_whole.ts";

Deno.test("writeFileWhole makes folders, replaces, and leaves no temporary file", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "a", "b.txt");
  await writeFileWhole(path, "first");
  await writeFileWhole(path, new Uint8Array([0x69, 0x69]));
  assert.equal(await Deno.readTextFile(path), "ii");
  assert.deepEqual([...Deno.readDirSync(join(folder, "a"))].map((entry) => entry.name), ["b.txt"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("writeFileWhole removes its temporary file when the rename fails", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "taken", "inside"), { recursive: true });
  await assert.rejects(
    writeFileWhole(join(folder, "taken"), "x"),
    /^UserError: Expected a file at .*taken to be written, but it is a folder/,
  );
  assert.deepEqual([...Deno.readDirSync(folder)].map((entry) => entry.name), ["taken"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("writeFileWhole joins pieces", async () => {
  const path = join(await Deno.makeTempDir(), "pieces");
  await writeFileWhole(path, [new Uint8Array([0x61]), new Uint8Array(0), new Uint8Array([0x62])]);
  assert.equal(await Deno.readTextFile(path), "ab");
});

Deno.test("what a killed process left is removed by the next that writes there, no other's", async () => {
  await withTemporaryFolder(async (folder) => {
    const left = join(folder, "old.json.tmp-12-0123abcd");
    const mine = join(folder, "notes.tmp-12");
    const held = join(folder, "other.json.tmp-13-89abcdef");
    for (const path of [left, mine, held]) await Deno.writeTextFile(path, "half");
    using file = await Deno.open(held, { write: true });
    await file.lock(true);
    await writeFileWhole(join(folder, "new.json"), "whole");
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["new.json", "notes.tmp-12", "other.json.tmp-13-89abcdef"]);
  });
});

Deno.test("a file beyond the limit of sizes is told, and leaves no half of it", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "large");
    const script = new URL("write_file_whole.ts", import.meta.url);
    const code = `import { surviveFileLimit, writeFileWhole } from "${script}";
surviveFileLimit();
await writeFileWhole(Deno.args[0], new Uint8Array(110e6)).catch(({ message }) => console.log(message));`;
    const words = [Deno.execPath(), "run", "--no-check", "-A", "-", path];
    // In blocks of 512 bytes or 1 KiB; Deno's own files stay below.
    const child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -f 100000; exec "$@"', "sh", ...words],
      ...{ stdin: "piped", stdout: "piped", stderr: "null" },
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(code));
    await input.close();
    const { code: exitCode, stdout } = await child.output();
    assert.equal(exitCode, 0);
    assert.match(
      new TextDecoder().decode(stdout),
      /^Could not write .*large: .*; the limit of files' sizes is too low \(ulimit -f\)\n$/,
    );
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});
