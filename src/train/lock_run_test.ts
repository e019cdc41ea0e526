import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { lockRun } from "./lock_run.ts";

Deno.test("a locked run is refused to others until it is given back", async () => {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, "runs", "a");
    const first = await lockRun(folder);
    await assert.rejects(
      lockRun(folder),
      /^UserError: Another process is training the run .*runs.a; wait for it/,
    );
    await first.release(false);
    const second = await lockRun(folder);
    await second.release(true);
    assert.deepEqual(Array.from(Deno.readDirSync(folder)), [], "a finished run needs no lock");
  });
});

Deno.test("what a killed training left half-written is gone with the next lock", async () => {
  await withTemporaryFolder(async (folder) => {
    const names = ["last.safetensors.tmp-1-abc", "best.safetensors", "curves.png.tmp-1-abc"];
    for (const name of names) await Deno.writeTextFile(join(folder, name), "half");
    const lock = await lockRun(folder);
    await lock.release(true);
    const left = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    assert.deepEqual(left, ["best.safetensors", "curves.png.tmp-1-abc"], "others may be drawing");
  });
});
