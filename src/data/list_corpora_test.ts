import assert from "node:assert/strict";
import { join } from "node:path";
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
