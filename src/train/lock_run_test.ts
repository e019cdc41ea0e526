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
