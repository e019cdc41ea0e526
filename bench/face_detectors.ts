/**
 * Detectors of faces side by side: the Haar cascade against BlazeFace.
 *
 * Protocol: the photos in DATA/faces, three with faces and two without, as they are and tilted about
 * their centres by up to 45 degrees either way. Found is a face whose box holds the place of the
 * true one's centre (of the untilted photo's boxes, on which both agree, turned along); what holds
 * none is false. BlazeFace's angle between the eyes is compared with the tilt.
 *
 * Run: deno run -A bench/face_detectors.ts DATA > results/face_detectors.json
 */
import { join } from "node:path";
import { readImage } from "../src/data/images/read_image.ts";
import { selectEngine } from "../src/engine/select_engine.ts";
import { alignedFace, openBlazeFace } from "../src/facecnn/blaze_face.ts";
import { createFaceDetector } from "../src/facecnn/detect_faces.ts";
import { type Box, type GreyImage, tilt } from "../src/facecnn/grey_image.ts";

const PHOTOS = ["astronaut.png", "obama.jpg", "two_people.jpg", "coffee.png", "chelsea.png"];
const TILTS = [0, 10, 20, 30, 45];

/** Where a place of `image` is once that is tilted. */
function tilted([x, y]: number[], degrees: number, { width, height }: GreyImage): number[] {
  const radians = degrees * Math.PI / 180;
  const [across, down] = [x - (width - 1) / 2, y - (height - 1) / 2];
  return [
    (width - 1) / 2 + Math.cos(radians) * across - Math.sin(radians) * down,
    (height - 1) / 2 + Math.sin(radians) * across + Math.cos(radians) * down,
  ];
}

const holds = ({ x, y, width, height }: Box, [atX, atY]: number[]) =>
  atX >= x && atX < x + width && atY >= y && atY < y + height;

await selectEngine({ engine: "auto", say: console.error });
const haar = await createFaceDetector();
const blaze = await openBlazeFace(console.error);
const detectors = {
  haar: (image: GreyImage) => Promise.resolve(haar.detect(image)),
  "haar, rotations": (image: GreyImage) => Promise.resolve(haar.detect(image, { rotations: true })),
  blazeface: async (image: GreyImage) => (await blaze.detect(image)).map(alignedFace),
};
const photos = await Promise.all(PHOTOS.map(async (name) => {
  const path = join(Deno.args[0], "faces", name);
  return await readImage(await Deno.readFile(path), path);
}));
const rows = [];
for (const degrees of TILTS) {
  for (const [detector, detect] of Object.entries(detectors)) {
    let [faces, found, wrong, angleError] = [0, 0, 0, 0];
    for (const photo of photos) {
      const truth = haar.detect(photo);
      for (const signed of degrees ? [-degrees, degrees] : [0]) {
        const image = signed ? tilt(photo, signed) : photo;
        const centres = truth
          .map(({ x, y, width, height }) => tilted([x + width / 2, y + height / 2], signed, photo))
          .filter((centre) => holds({ x: 0, y: 0, ...image }, centre));
        const boxes: (Box & { tiltDegrees?: number })[] = await detect(image);
        faces += centres.length;
        for (const box of boxes) {
          if (!centres.some((centre) => holds(box, centre))) wrong++;
          else if (box.tiltDegrees !== undefined) {
            angleError = Math.max(angleError, Math.abs(box.tiltDegrees - signed));
          }
        }
        found += centres.filter((centre) => boxes.some((box) => holds(box, centre))).length;
      }
    }
    const largest = detector === "blazeface" ? { largestAngleError: Math.round(angleError) } : {};
    rows.push({ tiltDegrees: degrees, detector, faces, found, wrong, ...largest });
  }
}
const command = "deno run -A bench/face_detectors.ts DATA";
console.log(JSON.stringify({ command, photos: PHOTOS, rows }, null, 1));
