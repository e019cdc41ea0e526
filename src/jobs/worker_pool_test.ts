import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { until } from "../base/testing/until.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { coreShares } from "./core_shares.ts";
import { workerPool } from "./worker_pool.ts";

Deno.test("where a task leaves cores unused, others begin beside it, as many as fit", async () => {
  await withTemporaryFolder(async (folder) => {
    const script = fileURLToPath(new URL("testing/frugal_worker.ts", import.meta.url));
    const pool = workerPool<string, string>({
      // The first is alone until it is known what it takes.
      count: coreShares(() => ({ cores: 0.31, load: 0, freeBytes: 1e9 })),
      program: { script, arguments: [] },
      outcomes: z.string(),
      nameOf: (task) => task,
      givenUp: (reason) => reason,
    });
    const begun: string[] = [];
    const ends = ["a", "b", "c", "d", "e"].map((name) => join(folder, name));
    const running = ends.map((end) =>
      pool.run(end, {
        begun: () => void begun.push(end),
        report: () => false,
        restarted: () => assert.fail("none dies"),
      })
    );
    // 0.1 and 0.2 of a core leave a fifth of 0.31 unused, 0.3 do not.
    await until(() => begun.length === 3);
    await Deno.writeTextFile(ends[0], "");
    await until(() => begun.length === 4);
    for (const end of ends) await Deno.writeTextFile(end, "");
    assert.deepEqual(await Promise.all(running), ends.map(() => "done"));
    assert.deepEqual(begun, ends, "in the order in which they came");
    await pool.stop();
  });
});
