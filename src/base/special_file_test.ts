import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { readJson } from "./parse_json.ts";
import { readRegularFile, readRegularText } from "./special_file.ts";

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

Deno.test("files are read, and missing ones and folders are told as ever", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "file");
    await Deno.writeTextFile(path, "text");
    assert.equal(await readRegularText(path), "text");
    assert.equal((await readRegularFile(path)).length, 4);
    await assert.rejects(readRegularFile(join(folder, "none")), Deno.errors.NotFound);
    await assert.rejects(readJson(folder, z.unknown()), /but it is a folder$/);
  });
});
