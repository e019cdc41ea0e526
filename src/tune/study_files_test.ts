import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { openTuning } from "./study_files.ts";
import { cheapSpace } from "./testing/cheap_objective.ts";

Deno.test("a study whose journal is gone or empty is not begun anew over its other files", async () => {
  await withTemporaryFolder(async (folder) => {
    const options = { folder, definition: { space: cheapSpace }, mode: "new" as const };
    const study = await openTuning(options);
    await study.close();
    await Deno.writeTextFile(join(folder, "study.json"), "{}");
    const journal = join(folder, "journal.jsonl");
    for (const harm of [() => Deno.truncate(journal), () => Deno.remove(journal)]) {
      await harm();
      for (const mode of ["new", "resume", "either"] as const) {
        await assert.rejects(
          openTuning({ ...options, mode }),
          /^UserError: Expected the study in .* to have its journal\.jsonl, but it is gone or empty/,
        );
      }
    }
  });
});

Deno.test("a study goes on with its own engine; one from before engines were kept goes on", async () => {
  await withTemporaryFolder(async (root) => {
    const open = async (name: string, subject: Record<string, string>) => {
      const definition = { space: cheapSpace, subject };
      await (await openTuning({ folder: join(root, name), definition, mode: "either" })).close();
    };
    await open("new", { data: "d", engine: "tensorflow 2.21.0" });
    await open("new", { data: "d", engine: "tensorflow 2.21.0" });
    await assert.rejects(
      open("new", { data: "d", engine: "wasm 4.22.0" }),
      /^UserError: .* with engine tensorflow 2\.21\.0, but now it is wasm 4\.22\.0; its trials could/,
    );
    await open("old", { data: "d" });
    await open("old", { data: "d", engine: "wasm 4.22.0" });
    await assert.rejects(open("old", { data: "e", engine: "wasm 4.22.0" }), /with data d, but now/);
  });
});

Deno.test("a trial is run again however often the study's process died in the midst of it", async () => {
  await withTemporaryFolder(async (folder) => {
    const options = { folder, definition: { space: cheapSpace }, mode: "either" as const };
    for (let death = 0; death < 6; death++) {
      const study = await openTuning(options);
      assert.equal((await study.ask())?.number, 0, `after ${death} deaths`);
      await study.close();
    }
    const study = await openTuning(options);
    await study.ask();
    assert.ok(await study.finish(0, 0.5));
    assert.deepEqual([study.trials[0].state, study.trials[0].attempts], ["finished", 7]);
    await study.close();
  });
});
