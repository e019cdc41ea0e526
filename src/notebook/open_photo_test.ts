import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { readImage } from "../data/images/read_image.ts";
import { createFaceDetector } from "../facecnn/detect_faces.ts";
import { type OpenedPhoto, openPhoto } from "./open_photo.ts";
import { recordShown } from "./testing/record_shown.ts";

async function open(path: string | undefined, dataRoot: string) {
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
      const photo = await open(path, folder);
      assert.deepEqual([photo.name, photo.synthetic, [...photo.bytes]], [name, false, [byte]]);
      assert.deepEqual(photo.texts, []);
    }
    const missing = openPhoto(join(folder, "you.jpg"), folder);
    await assert.rejects(missing, { name: "UserError", message: /you\.jpg/ });
  });
});

Deno.test("without any, two faces are drawn that can be found, and a banner says so", async () => {
  await withTemporaryFolder(async (folder) => {
    const photo = await open(undefined, folder);
    assert.deepEqual([photo.name, photo.synthetic], ["drawn faces", true]);
    assert.match(photo.texts.join(), /^SYNTHETIC photo/);
    const detector = await createFaceDetector();
    assert.equal(detector.detect(await readImage(photo.bytes, photo.name)).length, 2);
    detector.dispose();
  });
});
