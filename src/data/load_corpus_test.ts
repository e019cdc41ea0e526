import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "./clip_index.ts";
import { turev } from "./corpora/turev.ts";
import { loadCorpus } from "./load_corpus.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";
import { writeClips } from "./testing/write_clips.ts";

const NAMES = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];

Deno.test("files that cannot be read are left out; where none is left, the first is named", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    await writeClips(root, NAMES);
    const breakFile = (name: string) => Deno.writeTextFile(join(root, name), "no audio");
    await breakFile(NAMES[1]);
    const { corpus, problems } = await loadCorpus(turev, root, { quiet: true });
    assert.deepEqual(corpus.clips.map(({ id }) => id), [
      "Angry/1_kz_a",
      "Happy/1_mt_a",
      "Sad/1_hl_a",
    ]);
    assert.deepEqual(problems.map(({ relativePath, skipped }) => [relativePath, skipped]), [
      [NAMES[1], true],
    ]);
    for (const name of NAMES) await breakFile(name);
    await assert.rejects(loadCorpus(turev, root, { quiet: true }), {
      name: "UserError",
      message:
        /^Expected .*Sound Source to hold clips of TurEV-DB, but found none: Angry\/1_kz_a\.wav cannot/,
    });
    await Deno.remove(indexPath(root));
  });
});
