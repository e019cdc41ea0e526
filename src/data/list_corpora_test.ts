import assert from "node:assert/strict";
import { join } from "node:path";
import { requireCorpus } from "./find_corpus.ts";
import { listCorpora } from "./list_corpora.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";
import { writeClips } from "./testing/write_clips.ts";

Deno.test("listCorpora tells found, broken and missing corpora apart", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await writeClips(join(dataRoot, "TESS"), ["OAF_sad/OAF_a_sad.wav", "YAF_sad/YAF_a_sad.wav"]);
    await Deno.mkdir(join(dataRoot, "TurEV-DB", "Sound Source"), { recursive: true });
    const statuses = await listCorpora({ dataRoot });
    const status = (id: string) => statuses.find(({ info }) => info.id === id)!;
    assert.equal(status("tess").root, join(dataRoot, "TESS"));
    assert.equal(status("tess").counts.sad, 2);
    assert.equal(status("tess").counts.angry, 0);
    assert.match(status("turev").fault, /Expected TurEV-DB\/Sound Source\/Angry to hold/);
    assert.equal(status("banglaser").root, undefined);
    assert.equal(status("synthetic").kind, "audio");
  });
});

Deno.test("a description that cannot be read does not hide the other corpora", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await writeClips(join(dataRoot, "clips"), ["a_sad.wav", "a_calm.wav"]);
    const sound = {
      ...{ id: "mine", title: "Mine", root: join(dataRoot, "clips"), codes: {} },
      ...{ pattern: "{speaker}_{class}", classes: ["calm", "sad"] },
    };
    const stored = {
      "mine.json": JSON.stringify(sound),
      "torn.json": JSON.stringify(sound).slice(0, 40),
      "other.json": JSON.stringify({ ...sound, id: "other", pattern: "{speaker}" }),
    };
    await Deno.mkdir(join(dataRoot, "corpora"));
    for (const [name, text] of Object.entries(stored)) {
      await Deno.writeTextFile(join(dataRoot, "corpora", name), text);
    }
    const statuses = await listCorpora({ dataRoot });
    const status = (id: string) => statuses.find(({ info }) => info.id === id)!;
    assert.equal(status("mine").counts.sad, 1);
    assert.match(status("torn").fault, /Expected .*torn\.json to hold JSON/);
    assert.deepEqual([status("torn").info.synthetic, status("mine").info.synthetic], [
      false,
      false,
    ]);
    assert.equal(status("synthetic").info.synthetic, true);
    assert.match(status("other").fault, /to have \{class\}/);
    await assert.rejects(
      requireCorpus("unknown", { dataRoot }),
      /Expected one of the corpora .*, mine, other, torn, but found unknown/,
    );
  });
});
