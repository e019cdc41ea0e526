import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { addCorpus } from "../data/add_corpus.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { indexPath } from "../data/clip_index.ts";
import { syntheticClips } from "../data/corpora/synthetic.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { evaluateRun, findDifferences } from "./evaluate_run.ts";
import { planRun } from "./plan_run.ts";
import { trainRun } from "./train_run.ts";

Deno.test("numbers within the tolerance are equal, all others are named with both values", () => {
  const stored = { accuracy: 0.5, perClass: [{ auc: null, recall: 0.25 }], confusion: [[1, 2]] };
  assert.deepEqual(findDifferences(stored, structuredClone(stored), 0), []);
  const found = { accuracy: 0.5000001, perClass: [{ auc: 0.5, recall: 0.3 }], confusion: [[1, 2]] };
  assert.deepEqual(findDifferences(stored, found, 1e-6), [
    { field: "perClass.0.auc", stored: null, found: 0.5 },
    { field: "perClass.0.recall", stored: 0.25, found: 0.3 },
  ]);
});

Deno.test("what one side lacks, and what is no number, differ", () => {
  assert.deepEqual(findDifferences({ a: 1 }, { b: [2] }, 1).map(({ field }) => field), ["a", "b"]);
  assert.equal(findDifferences({ a: NaN }, { a: 1 }, 9).length, 1);
});

await selectEngine({ engine: "cpu", say: () => {} });

Deno.test("a clip that changed behind its size and times is noticed before a run is evaluated", async () => {
  await withTemporaryFolder(async (folder) => {
    const [id, dataRoot, quiet] = ["voices", folder, true];
    const root = join(folder, "clips");
    const clips = [...syntheticClips()].filter(({ relativePath }) =>
      /^(angry|sad)\/(low|high|bright)_(aka|ebi|ido|omu)_1/.test(relativePath)
    );
    for (const { relativePath, samples } of clips) {
      await Deno.mkdir(dirname(join(root, relativePath)), { recursive: true });
      await Deno.writeFile(join(root, relativePath), encodeWav(samples, 16_000));
    }
    await addCorpus({
      id,
      root,
      dataRoot,
      quiet,
      pattern: "{class}/{speaker}_{text}_{repetition}",
    });
    const { config } = await planRun({
      ...{ corpus: id, dataRoot, model: "linearFunctionals", protocol: "speaker" },
      changes: { training: { epochs: 1 } },
    });
    const run = await trainRun(config, { dataRoot, quiet, runsFolder: join(folder, "runs") });
    assert.deepEqual((await evaluateRun(run.folder, { dataRoot, quiet })).differences, []);

    const path = join(root, "angry/low_aka_1.wav");
    const bytes = await Deno.readFile(path);
    bytes[1000] ^= 1;
    await Deno.writeFile(path, bytes);
    const { mtime, ctime } = await Deno.stat(path);
    // The index as if that reading had been made of the file as it is now.
    const index = JSON.parse(await Deno.readTextFile(indexPath(root)));
    Object.assign(index.entries["angry/low_aka_1.wav"], {
      ...{ modifiedMs: mtime!.getTime(), changedMs: ctime!.getTime() },
      readMs: Date.now() + 60_000,
    });
    await Deno.writeTextFile(indexPath(root), JSON.stringify(index));
    await assert.rejects(
      evaluateRun(run.folder, { dataRoot, quiet }),
      /^UserError: Expected the data of .* but they have changed since/,
    );
    await Deno.remove(indexPath(root));
  });
});
