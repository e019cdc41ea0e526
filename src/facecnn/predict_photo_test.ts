import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { encodeGreyPng } from "../plot/image_gallery.ts";
import { createFaceDetector } from "./detect_faces.ts";
import { drawPhoto } from "./draw_photo.ts";
import { cropFace, type GreyImage } from "./grey_image.ts";
import { openPhotoPredictor } from "./predict_photo.ts";

const SIZE = 12;

/** Says "bright" as probably as a face's mean is bright, and keeps its inputs. */
function meanClassifier() {
  const asked: Uint8Array[] = [];
  const predict = (pixels: Uint8Array) => {
    asked.push(pixels);
    const rows: number[] = [];
    for (let at = 0; at < pixels.length; at += SIZE * SIZE) {
      const face = pixels.subarray(at, at + SIZE * SIZE);
      const mean = face.reduce((sum, value) => sum + value, 0) / face.length / 255;
      rows.push(1 - mean, mean);
    }
    return Promise.resolve(Float32Array.from(rows));
  };
  return { asked, classes: ["dark", "bright"], size: SIZE, predict };
}

function pngOf({ width, height, data }: GreyImage, name: string) {
  return { name, bytes: encodeGreyPng(data, width, height) };
}

const two = drawPhoto(300, 240, [{ x: 60, y: 170, width: 50 }, { x: 200, y: 110, width: 110 }]);

Deno.test("each face is cropped and predicted in one batch, largest first", async () => {
  const classifier = meanClassifier();
  const photos = await openPhotoPredictor(classifier);
  const { file, width, height, faces } = await photos.predict(pngOf(two, "two.png"));
  photos.dispose();
  assert.deepEqual([file, width, height, faces.length], ["two.png", 300, 240, 2]);
  const detector = await createFaceDetector();
  const crops = detector.detect(two).map((face) => cropFace(two, face, { size: SIZE }));
  detector.dispose();
  assert.deepEqual(classifier.asked, [Uint8Array.from(crops.flatMap((crop) => [...crop]))]);
  for (const [at, { box, rotation, predicted, probabilities }] of faces.entries()) {
    const mean = crops[at].reduce((sum, value) => sum + value, 0) / crops[at].length / 255;
    assert.deepEqual(Object.keys(probabilities), ["dark", "bright"]);
    assert.ok(Math.abs(probabilities.bright - mean) < 1e-6);
    assert.equal(predicted, mean > 0.5 ? "bright" : "dark");
    assert.ok(box.width > 40 && rotation === 0);
  }
});

Deno.test("a photo without a face has none, and the network is not called", async () => {
  const classifier = meanClassifier();
  const photos = await openPhotoPredictor(classifier);
  const { faces } = await photos.predict(pngOf(drawPhoto(90, 70, []), "none.png"));
  photos.dispose();
  assert.deepEqual([faces, classifier.asked], [[], []]);
});

Deno.test("whole takes the picture as one face, whatever is in it", async () => {
  const classifier = meanClassifier();
  const photos = await openPhotoPredictor(classifier, { whole: true });
  const data = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => at);
  const { faces } = await photos.predict(pngOf({ width: SIZE, height: SIZE, data }, "crop.png"));
  assert.deepEqual(faces.map(({ box }) => box), [{ x: 0, y: 0, width: SIZE, height: SIZE }]);
  assert.deepEqual(classifier.asked, [data]);
});

Deno.test("detection takes its options, and a margin shows more of the photo", async () => {
  const classifier = meanClassifier();
  const options = { detection: { longestSide: 100 }, margin: 0.3 };
  const photos = await openPhotoPredictor(classifier, options);
  const { faces } = await photos.predict(pngOf(two, "two.png"));
  photos.dispose();
  assert.equal(faces.length, 1); // The small one is below the window on the copy.
  const { box, rotation } = faces[0];
  const wider = cropFace(two, { ...box, rotation }, { size: SIZE, margin: 0.3 });
  assert.deepEqual(classifier.asked, [wider]);
});

Deno.test("files are read from their path, and what is no picture is reported by name", async () => {
  await withTemporaryFolder(async (folder) => {
    const photos = await openPhotoPredictor(meanClassifier());
    const path = join(folder, "two.png");
    await Deno.writeFile(path, pngOf(two, "").bytes);
    const { file, faces } = await photos.predict(path);
    assert.deepEqual([file, faces.length], [path, 2]);
    const refused = (name: string, message: RegExp) =>
      assert.rejects(photos.predict(join(folder, name)), message);
    await refused("missing.png", /^UserError: Expected a picture at .*missing\.png, but there is/);
    await Deno.writeTextFile(join(folder, "text.png"), "no picture");
    await refused("text.png", /^UserError: Expected .*text\.png to be a picture .*but it is none/);
    await refused(".", /^UserError: Expected a picture at .*, but it is a folder$/);
    photos.dispose();
  });
});
