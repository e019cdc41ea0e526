import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "../data/clip_index.ts";
import type { Corpus } from "../data/corpus.ts";
import { readImage } from "../data/images/read_image.ts";
import { writeClips } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { currentEngine } from "../engine/select_engine.ts";
import { createFaceDetector } from "../facecnn/detect_faces.ts";
import { notebookFolder, openCorpus, type OpenedPhoto, openPhoto, startEngine } from "./session.ts";
import { recordShown } from "./testing/record_shown.ts";
import { shownBy } from "./testing/shown_by.ts";

Deno.test("the engine that starts is named below the cell; another one is refused", async () => {
  const shown = await recordShown(() => startEngine("cpu"));
  const { version } = currentEngine();
  assert.deepEqual(shown.map(({ bundle }) => bundle["text/plain"]), [
    `Engine: cpu ${version} on CPU, 1 threads`,
  ]);
  const again = recordShown(() => startEngine("wasm"));
  await assert.rejects(again, { name: "UserError", message: /cpu engine runs already/ });
});

// Within the kernel: execute_notebook_test.ts.
Deno.test("outside of the kernel there is no notebook's folder", () => {
  assert.throws(notebookFolder, { name: "UserError", message: /kernel "Duygu \(Deno\)"/ });
});

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
    assert.match(speech.text, /^SYNTHETIC data: generated voices, not people\. .*about speech\./);
    assert.match(speech.text, /TurEV-DB was not found\. \w+/);

    const faces = await open("fer2013", dataRoot, "images");
    assert.equal(faces.corpus.id, "synthetic-faces");
    assert.match(faces.text, /drawn faces, not photos.* nothing about faces\. FER2013 was not/);
  });
});

Deno.test("generated data that were requested are not called missing", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const { corpus, text } = await open("synthetic", dataRoot);
    assert.equal(corpus.id, "synthetic");
    assert.match(text, /nothing about speech\.$/);
    // Tones are of no use to a notebook about pictures.
    assert.equal((await open("synthetic", dataRoot, "images")).corpus.id, "synthetic-faces");
  });
});

async function openWith(path: string | undefined, dataRoot: string) {
  let photo: OpenedPhoto | undefined;
  const shown = await recordShown(async () => photo = await openPhoto(path, dataRoot));
  return { ...photo!, texts: shown.map(({ bundle }) => bundle["text/plain"]) };
}

Deno.test("a photo is the one named, else the first among the data", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "faces"));
    const [own, given] = [join(folder, "me.jpg"), join(folder, "faces", "astronaut.png")];
    await Deno.writeFile(own, Uint8Array.of(1));
    await Deno.writeFile(given, Uint8Array.of(2));
    for (const [path, name, byte] of [[own, own, 1], [undefined, given, 2]] as const) {
      const photo = await openWith(path, folder);
      assert.deepEqual([photo.name, photo.synthetic, [...photo.bytes]], [name, false, [byte]]);
      assert.deepEqual(photo.texts, []);
    }
    const missing = openPhoto(join(folder, "you.jpg"), folder);
    await assert.rejects(missing, { name: "UserError", message: /you\.jpg/ });
  });
});

Deno.test("without any, two faces are drawn that can be found, and a banner says so", async () => {
  await withTemporaryFolder(async (folder) => {
    const photo = await openWith(undefined, folder);
    assert.deepEqual([photo.name, photo.synthetic], ["drawn faces", true]);
    assert.match(photo.texts.join(), /^SYNTHETIC photo/);
    const detector = await createFaceDetector();
    assert.equal(detector.detect(await readImage(photo.bytes, photo.name)).length, 2);
    detector.dispose();
  });
});
