import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "../data/clip_index.ts";
import type { Corpus } from "../data/corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { writeClips } from "../data/made_inputs.ts";
import { openCorpus } from "./open_corpus.ts";
import { shownBy } from "./testing/shown_by.ts";
import { recordShown } from "./testing/record_shown.ts";

/** Opens a corpus among the data in `dataRoot`; gives it and the text below the cell. */
async function open(id: string, dataRoot: string, kind?: "audio" | "images") {
  let corpus: Corpus | undefined;
  const shown = await recordShown(async () => corpus = await openCorpus(id, { dataRoot, kind }));
  assert.equal(shown.length, 1, "one sentence");
  return { corpus: corpus!, text: shown[0].bundle["text/plain"] as string };
}

Deno.test("a corpus that is here is named with its size; its clips show themselves", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const root = join(dataRoot, "TurEV-DB", "Sound Source");
    const codes = { Angry: "kz", Calm: "sk", Happy: "mt", Sad: "hl" };
    await writeClips(root, Object.entries(codes).map(([name, code]) => `${name}/1_${code}_a.wav`));
    const { corpus, text } = await open("turev", dataRoot);
    assert.equal(text, "TurEV-DB: 4 clips, angry, calm, happy, sad");
    assert.match((await shownBy(corpus.clips[0]))!["text/plain"] as string, /^Clip .*angry/);
    // It is of no use to a notebook about faces.
    const faces = await open("turev", dataRoot, "images");
    assert.equal(faces.corpus.id, "synthetic-faces");
    assert.match(faces.text, /about faces\. TurEV-DB is of another kind\.$/);
    await Deno.remove(indexPath(root));
  });
});

Deno.test("what is missing is replaced by generated data, and a banner says so", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const speech = await open("turev", dataRoot);
    assert.equal(speech.corpus.id, "synthetic");
    assert.match(speech.text, /^SYNTHETIC data: generated tones, not speech\. .*about speech\./);
    assert.match(speech.text, /TurEV-DB was not found\. \w+/);

    const faces = await open("fer2013", dataRoot, "images");
    assert.equal(faces.corpus.id, "synthetic-faces");
    assert.match(faces.text, /drawn faces, not photos.* nothing about faces\. FER2013 was not/);
  });
});

Deno.test("generated data that were asked for are not called missing", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const { corpus, text } = await open("synthetic", dataRoot);
    assert.equal(corpus.id, "synthetic");
    assert.match(text, /nothing about speech\.$/);
    // Tones are of no use to a notebook about pictures.
    assert.equal((await open("synthetic", dataRoot, "images")).corpus.id, "synthetic-faces");
  });
});
