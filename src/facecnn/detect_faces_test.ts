import assert from "node:assert/strict";
import { join } from "node:path";
import { readImage } from "../data/images/read_image.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { runScript } from "../engine/testing/run_script.ts";
import { createFaceDetector, type DetectOptions, type Face, openOpenCv } from "./detect_faces.ts";
import { drawPhoto } from "./draw_photo.ts";
import fixture from "./face_boxes_fixture.json" with { type: "json" };
import { type GreyImage, tilt, turn } from "./grey_image.ts";

const detector = await createFaceDetector();

const boxesOf = (faces: readonly Face[]) => faces.map((face) => [face.x, face.y, face.width]);

/** How far a box's centre is from a place. */
function distance(face: Face, x: number, y: number): number {
  return Math.hypot(face.x + face.width / 2 - x, face.y + face.height / 2 - y);
}

async function readPhoto(name: string): Promise<GreyImage> {
  const path = join(realDataRoot, "faces", name);
  return await readImage(await Deno.readFile(path), path);
}

Deno.test("a drawn face is found where it is, in every size", () => {
  for (const width of [30, 60, 100, 150]) {
    const faces = detector.detect(drawPhoto(320, 240, [{ x: 170, y: 110, width }]));
    assert.equal(faces.length, 1, `width ${width}`);
    assert.ok(distance(faces[0], 170, 110) < 0.2 * width, `width ${width}`);
    assert.ok(Math.abs(faces[0].width / width - 1.3) < 0.15, `width ${width}`);
    assert.equal(faces[0].rotation, 0);
  }
});

Deno.test("several faces come largest first", () => {
  const places = [{ x: 60, y: 170, width: 50 }, { x: 200, y: 110, width: 110 }];
  const faces = detector.detect(drawPhoto(300, 240, places));
  assert.equal(faces.length, 2);
  assert.ok(distance(faces[0], 200, 110) < 20 && distance(faces[1], 60, 170) < 10);
});

Deno.test("no face is found where none is drawn", () => {
  assert.deepEqual(detector.detect(drawPhoto(320, 240, [])), []);
  const board = Uint8Array.from(
    { length: 240 * 240 },
    (_, at) => (Math.floor(at / 240 / 30) + Math.floor((at % 240) / 30)) % 2 ? 220 : 40,
  );
  assert.deepEqual(detector.detect({ width: 240, height: 240, data: board }), []);
});

Deno.test("pictures about as small as the window have a face or none, without a failure", () => {
  for (const [width, height] of [[1, 1], [23, 400], [400, 23], [24, 24], [25, 24], [5000, 2]]) {
    assert.deepEqual(detector.detect(drawPhoto(width, height, [])), [], `${width}×${height}`);
  }
});

Deno.test("a large photo is searched on a small copy; boxes are those of the photo", () => {
  const large = drawPhoto(3200, 2400, [{ x: 1700, y: 1100, width: 1000 }]);
  const [face, ...others] = detector.detect(large);
  assert.deepEqual(others, []);
  assert.ok(distance(face, 1700, 1100) < 100);
  const small = drawPhoto(640, 480, [{ x: 100, y: 100, width: 30 }]);
  assert.equal(detector.detect(small).length, 0);
  assert.equal(detector.detect(small, { longestSide: 640 }).length, 1);
});

Deno.test("a box is inside the photo where a face touches its edge", () => {
  const photo = drawPhoto(777, 533, [{ x: 777 - 210, y: 230, width: 400 }]);
  for (const { x, y, width, height } of detector.detect(photo)) {
    assert.ok(x >= 0 && y >= 0 && x + width <= 777 && y + height <= 533);
  }
});

for (const rotation of [90, 180, 270] as const) {
  Deno.test(`a face turned by ${rotation} degrees is found where requested`, () => {
    const place = { x: 130, y: 120, width: 110 };
    const photo = turn(drawPhoto(320, 240, [place]), rotation);
    const [face] = detector.detect(photo, { rotations: true });
    assert.equal((face.rotation + rotation) % 360, 0);
    const [x, y] = { 90: [240 - 120, 130], 180: [190, 120], 270: [120, 320 - 130] }[rotation];
    assert.ok(distance(face, x, y) < 15);
  });
}

for (const degrees of [-30, -15, 15, 30]) {
  Deno.test(`a face tilted by ${degrees} degrees is found upright, not upside down`, () => {
    const place = { x: 150, y: 120, width: 110 };
    const photo = tilt(drawPhoto(320, 240, [place]), degrees);
    const [face, ...others] = detector.detect(photo, { rotations: true });
    assert.deepEqual(others, []);
    assert.equal(face.rotation, 0);
    // Where the face's centre went.
    const radians = degrees * Math.PI / 180;
    const [across, down] = [150 - 159.5, 120 - 119.5];
    const x = 159.5 + Math.cos(radians) * across - Math.sin(radians) * down;
    const y = 119.5 + Math.sin(radians) * across + Math.cos(radians) * down;
    assert.ok(distance(face, x, y) < 20, JSON.stringify(face));
  });
}

realDataTest(
  "a tilted portrait is found, and where no face is none is made up",
  "faces",
  async () => {
    const portrait = await readPhoto("astronaut.png");
    for (const degrees of [-30, -15, 15, 30]) {
      const faces = detector.detect(tilt(portrait, degrees), { rotations: true });
      assert.deepEqual(faces.map(({ rotation }) => rotation), [0], `${degrees}`);
    }
    for (const name of ["coffee.png", "chelsea.png"]) {
      assert.deepEqual(detector.detect(await readPhoto(name), { rotations: true }), []);
    }
  },
);

Deno.test("an upright face stays upright where all rotations are looked at", () => {
  const photo = drawPhoto(200, 200, [{ x: 100, y: 100, width: 90 }]);
  assert.deepEqual(detector.detect(photo, { rotations: true }), detector.detect(photo));
});

Deno.test("a face has many hits, and more neighbours requested than those are none", () => {
  const photo = drawPhoto(320, 240, [{ x: 130, y: 120, width: 110 }]);
  const [{ hits }] = detector.detect(photo);
  assert.ok(hits > 50, String(hits));
  assert.equal(detector.detect(photo, { minNeighbors: hits + 1 }).length, 0);
});

Deno.test("options out of range are refused by name", () => {
  const photo = drawPhoto(50, 50, []);
  const refused = (options: DetectOptions, message: RegExp) =>
    assert.throws(() => detector.detect(photo, options), message);
  refused({ scaleFactor: 1 }, /^UserError: Face detection's field scaleFactor: .*1\.01/);
  refused({ minNeighbors: 1.5 }, /field minNeighbors/);
  refused({ longestSide: 20 }, /field longestSide: .*24/);
});

Deno.test("1000 detections leave the memory flat", async () => {
  const script = new URL("./testing/grow_over_detections.ts", import.meta.url);
  const { before, after } = await runScript(script) as { before: number; after: number };
  // 1000 copies of the photo with OpenCV's sums of it would be some 60 MB.
  assert.ok(after - before < 25, `grown by ${(after - before).toFixed(1)} MB`);
});

realDataTest("boxes are those of OpenCV's own CascadeClassifier", "faces", async () => {
  for (const { photo, longestSide, scaleFactor, minNeighbors, boxes } of fixture.cases) {
    const options = { longestSide: longestSide || 4096, scaleFactor, minNeighbors };
    const found = detector.detect(await readPhoto(photo), options);
    const sorted = (rows: number[][]) => rows.map((row) => row.join()).sort();
    const ours = found.map(({ x, y, width, height }) => [x, y, width, height]);
    assert.deepEqual(sorted(ours), sorted(boxes), `${photo} ${JSON.stringify(options)}`);
  }
});

// Centres of the faces, read off the photos.
const FACES: Record<string, [number, number][]> = {
  "astronaut.png": [[223, 113]],
  "obama.jpg": [[492, 245]],
  "two_people.jpg": [[323, 118], [871, 150]],
  "coffee.png": [],
  "chelsea.png": [],
};

for (const [name, centres] of Object.entries(FACES)) {
  realDataTest(
    `${name}: ${centres.length} faces, on the copy and in full size`,
    "faces",
    async () => {
      const photo = await readPhoto(name);
      for (const longestSide of [undefined, 4096]) {
        const faces = detector.detect(photo, { longestSide });
        assert.equal(faces.length, centres.length, JSON.stringify(boxesOf(faces)));
        for (const [x, y] of centres) {
          assert.ok(faces.some((face) => distance(face, x, y) < 0.15 * face.width), `${x}, ${y}`);
        }
      }
    },
  );
}

Deno.test("OpenCV is loaded once, and leaves the process's errors to the program", async () => {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const listeners = () => events.map((event) => process.listenerCount(event));
  const own = () => {};
  process.on("unhandledRejection", own);
  const before = listeners();
  const [first, second] = await Promise.all([openOpenCv(), openOpenCv()]);
  assert.equal(first, second);
  assert.deepEqual(listeners(), before);
  assert.ok(process.listeners("unhandledRejection").includes(own));
  process.off("unhandledRejection", own);
});

Deno.test("its matrices hold what is written into them", async () => {
  const cv = await openOpenCv();
  const matrix = new cv.Mat(2, 3, cv.CV_8UC1);
  matrix.data.set([1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...matrix.data], [1, 2, 3, 4, 5, 6]);
  matrix.delete();
});
