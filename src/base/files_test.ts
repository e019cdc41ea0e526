import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import {
  cacheFolder,
  isFolder,
  makeFolder,
  pathExists,
  readRegularFile,
  readRegularText,
  readSystemFile,
  sha256,
  unreadableFile,
  withStagingFolder,
  writeFileWhole,
} from "./files.ts";
import { readJson } from "./json.ts";
import { withVariable } from "./testing/with_variable.ts";
import { UserError } from "./user_error.ts";

Deno.test("pathExists knows files and folders, and what is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "file.txt");
    assert.equal(pathExists(file), false);
    await Deno.writeTextFile(file, "");
    assert.equal(pathExists(file), true);
    assert.equal(pathExists(folder), true);
    assert.equal(pathExists(join(file, "inside")), false);
    assert.throws(() => pathExists(join(folder, "x".repeat(5000))));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("folders and links to them are folders; files, broken links and nothing are none", async () => {
  const folder = await Deno.makeTempDir();
  const [file, link, broken] = ["file", "link", "broken"].map((name) => join(folder, name));
  await Deno.writeTextFile(file, "");
  await Deno.symlink(folder, link);
  await Deno.symlink(join(folder, "gone"), broken);
  const paths = [folder, link, file, join(file, "inside"), broken, join(folder, "missing")];
  assert.deepEqual(await Promise.all(paths.map(isFolder)), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("folders are made as far as they are missing", async () => {
  const folder = await Deno.makeTempDir();
  const inner = join(folder, "a", "b");
  await makeFolder(inner);
  await makeFolder(inner);
  assert.ok((await Deno.stat(inner)).isDirectory);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file and a broken link in the way are the user's mistake, and named", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "file");
  const link = join(folder, "link");
  await Deno.writeTextFile(file, "");
  await Deno.symlink(join(folder, "gone"), link);
  const refused = (path: string, obstacle: string) =>
    assert.rejects(makeFolder(path), {
      name: "UserError",
      message: `Expected a folder at ${path}, but ${obstacle} is none`,
    });
  await refused(file, "it");
  await refused(join(file, "a", "b"), file);
  await refused(link, "it");
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "what the system refuses for other reasons is thrown as it is",
  ignore: Deno.build.os !== "linux",
}, async () => {
  await assert.rejects(makeFolder("/proc/duygu"), Deno.errors.NotFound);
});

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

Deno.test("a file beyond the limit of sizes is reported, and leaves no half of it", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "large");
    const script = new URL("files.ts", import.meta.url);
    const code = `import { surviveFileLimit, writeFileWhole } from "${script}";
surviveFileLimit();
await writeFileWhole(Deno.args[0], new Uint8Array(110e6)).catch(({ message }) => console.log(message));`;
    const words = [Deno.execPath(), "run", "--no-check", "-A", "-", path];
    // In blocks of 512 bytes or 1 KiB; Deno's own files stay below.
    const child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -f 100000; exec "$@"', "sh", ...words],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
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

const namesIn = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name);

Deno.test("what is moved out of a staging folder stays, all else is removed", async () => {
  await withTemporaryFolder(async (parent) => {
    const result = await withStagingFolder(parent, ".making-", async (folder) => {
      await Deno.writeTextFile(join(folder, "a"), "a");
      await Deno.rename(join(folder, "a"), join(parent, "kept"));
      await Deno.writeTextFile(join(folder, "b"), "b");
      return 7;
    });
    assert.equal(result, 7);
    assert.deepEqual(namesIn(parent), ["kept"]);
  });
});

Deno.test("a staging folder may itself be moved away, and a failure leaves nothing", async () => {
  await withTemporaryFolder(async (parent) => {
    await withStagingFolder(
      parent,
      ".making-",
      (folder) => Deno.rename(folder, join(parent, "made")),
    );
    const failing = withStagingFolder(parent, ".making-", () => Promise.reject(new Error("no")));
    await assert.rejects(failing, /no/);
    assert.deepEqual(namesIn(parent), ["made"]);
  });
});

Deno.test("leftovers of dead processes are removed, folders in use are not", async () => {
  await withTemporaryFolder(async (parent) => {
    await Deno.mkdir(join(parent, ".making-dead", "files"), { recursive: true });
    await Deno.mkdir(join(parent, "other-dead"));
    await withStagingFolder(parent, ".making-", async (first) => {
      await withStagingFolder(parent, ".making-", () => Promise.resolve());
      assert.deepEqual(namesIn(first), [], "it is still there");
      assert.ok(!namesIn(parent).includes(".making-dead"));
    });
    assert.deepEqual(namesIn(parent), ["other-dead"]);
  });
});

/** What reading `path` says. */
async function refusal(path: string): Promise<string> {
  const error = await Deno.readFile(path).then(
    () => assert.fail(`${path} was read`),
    (error) => unreadableFile(path, error, "a table"),
  );
  assert.ok(error instanceof UserError);
  return error.message;
}

Deno.test("a missing file, a folder and what lies below a file are each told", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "file.txt");
  await Deno.writeTextFile(file, "");
  const missing = join(folder, "missing");
  const below = join(file, "inside");
  assert.equal(await refusal(missing), `Expected a table at ${missing}, but there is none`);
  assert.equal(await refusal(folder), `Expected a table at ${folder}, but it is a folder`);
  assert.equal(await refusal(below), `Expected a table at ${below}, but there is none`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("anything else is reported in the system's words", () => {
  const error = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
  assert.equal(
    unreadableFile("secret", error).message,
    "Could not read secret: Permission denied (os error 13)",
  );
});

Deno.test("devices and pipes are refused before they are read, also behind a link", async () => {
  await withTemporaryFolder(async (folder) => {
    const [pipe, device, link] = ["pipe", "device", "link"].map((name) => join(folder, name));
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    await Deno.symlink("/dev/zero", device);
    await Deno.symlink(pipe, link);
    for (const [path, kind] of [[pipe, "pipe"], [device, "device"], [link, "pipe"]]) {
      const told = {
        name: "UserError",
        message: `Expected a file at ${path}, but it is a ${kind}`,
      };
      await assert.rejects(readRegularFile(path), told);
      await assert.rejects(readRegularText(path), told);
      await assert.rejects(readJson(path, z.unknown()), told);
    }
  });
});

Deno.test("files are read, and missing ones and folders are reported as ever", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "file");
    await Deno.writeTextFile(path, "text");
    assert.equal(await readRegularText(path), "text");
    assert.equal((await readRegularFile(path)).length, 4);
    await assert.rejects(readRegularFile(join(folder, "none")), Deno.errors.NotFound);
    await assert.rejects(readJson(folder, z.unknown()), /but it is a folder$/);
  });
});

const ignore = Deno.build.os !== "linux";
const script = `
import { readSystemFile } from ${JSON.stringify(import.meta.resolve("./files.ts"))};
console.log((await readSystemFile("/proc/version")).startsWith("Linux version"));
await readSystemFile("/proc/no/such/file");
`;

Deno.test({
  name: "a kernel's file is read with all permissions and with few",
  ignore,
  fn: async () => {
    assert.match(await readSystemFile("/proc/version"), /^Linux version/);
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(path, script);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--no-config", "--allow-read", "--allow-run=cat", path],
      }).output();
      assert.equal(new TextDecoder().decode(stdout), "true\n");
      assert.equal(code, 1);
      assert.match(new TextDecoder().decode(stderr), /cat: .*no\/such\/file/);
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("a file that is missing is an error with all permissions too", async () => {
  await assert.rejects(readSystemFile("/no/such/file"), Deno.errors.NotFound);
});

Deno.test("cacheFolder follows DUYGU_CACHE and joins what is inside", async () => {
  await withVariable("DUYGU_CACHE", "/some/where", () => {
    assert.equal(cacheFolder("features", "a"), "/some/where/features/a");
  });
  await withVariable("DUYGU_CACHE", undefined, () => assert.match(cacheFolder(), /duygu$/));
});

Deno.test("sha256 gives FIPS 180-2's example, for text and bytes alike", () => {
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(sha256("abc"), expected);
  assert.equal(sha256(new Uint8Array([0x61, 0x62, 0x63])), expected);
});
