import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { joinAsWorker } from "./worker_presence.ts";

Deno.test("who is there is alive, who left is not, and what killed workers left is removed", async () => {
  await withTemporaryFolder(async (root) => {
    const path = join(root, "journal.jsonl");
    const folder = `${path}.workers`;
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "host-1-dead"), "");
    const [first, second] = [await joinAsWorker(path), await joinAsWorker(path)];
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names(), [first.name, second.name].sort());
    assert.ok(await first.isAlive(second.name) && await second.isAlive(first.name));
    assert.ok(await first.isAlive(first.name));
    assert.ok(!await first.isAlive("host-1-dead"));
    await second.leave();
    assert.ok(!await first.isAlive(second.name));
    await first.leave();
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  });
});

Deno.test("a worker that is not there is dead", async () => {
  await withTemporaryFolder(async (root) => {
    const worker = await joinAsWorker(join(root, "journal.jsonl"));
    assert.equal(await worker.isAlive("host-2-gone"), false);
    await worker.leave();
  });
});
