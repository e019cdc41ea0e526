/**
 * The benchmark of face detectors: OpenCV's Haar cascade as paper F has it, the same on turned and
 * tilted copies, and BlazeFace with its eyes, on the whole picture and in parts of half its length.
 *
 * Protocol: the five portraits and pictures of DATA/faces as they are, and scenes of 640 × 480 with
 * their four faces, whose eyes were marked by hand, pasted on photos without faces and on noise: one
 * face at -60 to 60 degrees; several; small ones; none. Every detector sees the same pictures, by
 * turns. Found is a face whose centre a box holds that is half to twice as large; all else is a
 * false positive. The left tilt is what remains once the face is cut out as the detector says, the
 * eyes' error is by their distance. Nothing was chosen on these scenes.
 *
 * Must show: what tilts cost the cascade, what aligning by the eyes gains, and what both take.
 *
 * Budget: four minutes. The figures but for times are the same on each run.
 *
 * Run: duygu bench peers detectors
 */
import { join } from "node:path";
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { pathExists, writeFileWhole } from "../../src/base/files.ts";
import { rowsText } from "../../src/base/json.ts";
import { startProgress } from "../../src/base/progress.ts";
import { quantile } from "../../src/base/statistics.ts";
import { createRandom, type Random } from "../../src/base/random.ts";
import { textTable } from "../../src/base/text.ts";
import { UserError } from "../../src/base/user_error.ts";
import { dataRoots } from "../../src/data/files.ts";
import { readImage } from "../../src/data/images/read_image.ts";
import { alignedFace, type BlazeFace, openBlazeFace } from "../../src/facecnn/blaze_face.ts";
import { createFaceDetector } from "../../src/facecnn/detect_faces.ts";
import { cutOut, type GreyImage, resizeGrey } from "../../src/facecnn/grey_image.ts";
import {
  cloudyImage,
  compareWithTruth,
  type Detection,
  type Found,
  type MarkedFace,
  pasteFace,
  type Place,
  type Scene,
  trueFace,
} from "./face_scenes.ts";

/** What is looked through, and where the result goes. */
export interface BenchDetectorsOptions {
  dataRoot?: string;
  out: string;
  json?: boolean;
  quiet?: boolean;
  signal: AbortSignal;
  /** The command that a reader repeats. */
  command: string;
}

/** Eyes of the photos' faces, by hand, in pixels. */
const EYES: Record<string, MarkedFace["eyes"][]> = {
  "astronaut.png": [[[203, 101], [246, 103]]],
  "obama.jpg": [[[445, 213], [548, 212]]],
  "two_people.jpg": [[[290, 98], [357, 105]], [[846, 125], [908, 138]]],
};
/** Pictures without a face; in one of them is a cat's. */
const FACELESS = ["coffee.png", "chelsea.png"];

const [WIDTH, HEIGHT] = [640, 480];
const TILTS = [-60, -45, -30, -15, 0, 15, 30, 45, 60];
/** Of one face, in pixels. */
const SIDE = 168;
const SMALL_SIDES = [80, 53, 40, 32];
const CROWDS = 16;
const FACELESS_SCENES = 24;

/** A scene of one kind. */
interface NamedScene extends Scene {
  kind: string;
}

/** One detector on one kind of scenes. */
export interface DetectorRow extends Pick<Found, "faces" | "found" | "falsePositives"> {
  scenes: string;
  detector: string;
  images: number;
  recall: number | null;
  /** Degrees, the median of the faces found. */
  leftTilt: number | null;
  /** A share of the distance between the eyes, the median; null where it finds no eyes. */
  eyeError: number | null;
  /** The median of a picture. */
  milliseconds: number;
}

type Detect = (image: GreyImage) => Promise<Detection[]>;

/** Runs the benchmark. Throws UserError where the photos or BlazeFace's package cannot be had. */
export async function benchDetectors(options: BenchDetectorsOptions): Promise<void> {
  const { quiet, signal, out, command } = options;
  const scenes = await makeScenes(await readPhotos(options.dataRoot));
  const haar = await createFaceDetector();
  const blaze = await openBlazeFace((line) => quiet || console.error(line));
  const detectors: Record<string, Detect> = {
    haar: (image) => Promise.resolve(haar.detect(image)),
    "haar, rotations": (image) => Promise.resolve(haar.detect(image, { rotations: true })),
    blazeface: async (image) => (await blaze.detect(image)).map(withEyes),
    "blazeface, 512": async (image) =>
      (await blaze.detect(image, { longestSide: 512 })).map(withEyes),
  };
  const progress = startProgress({ title: "faces", total: scenes.length, quiet });
  const results: { scene: NamedScene; detector: string; found: Found; tookMs: number }[] = [];
  try {
    for (const detect of Object.values(detectors)) await detect(scenes[0].image); // Warms up.
    for (const [at, scene] of scenes.entries()) {
      for (const [detector, detect] of Object.entries(detectors)) {
        signal.throwIfAborted();
        const startedMs = performance.now();
        const detections = await detect(scene.image);
        const tookMs = performance.now() - startedMs;
        results.push({ scene, detector, found: compareWithTruth(scene.faces, detections), tookMs });
      }
      progress.update(at + 1);
    }
  } finally {
    progress.stop();
    haar.dispose();
    blaze.dispose();
  }
  const groups = Map.groupBy(results, ({ scene, detector }) => `${scene.kind}\n${detector}`);
  const rows = [...groups.values()].map((group): DetectorRow => {
    const sum = (field: "faces" | "found" | "falsePositives") =>
      group.reduce((total, { found }) => total + found[field], 0);
    const median = (values: number[], digits: number) =>
      values.length ? Number(quantile(values, 0.5).toPrecision(digits)) : null;
    const faces = sum("faces");
    return {
      scenes: group[0].scene.kind,
      detector: group[0].detector,
      images: group.length,
      ...{ faces, found: sum("found"), falsePositives: sum("falsePositives") },
      recall: faces ? Number((sum("found") / faces).toFixed(4)) : null,
      leftTilt: median(group.flatMap(({ found }) => found.leftTilts), 3),
      eyeError: median(group.flatMap(({ found }) => found.eyeErrors), 3),
      milliseconds: median(group.map(({ tookMs }) => tookMs), 3)!,
    };
  });
  const environment = await describeEnvironment({ scene: `${WIDTH} × ${HEIGHT}` });
  await writeFileWhole(out, rowsText({ environment, command }, rows));
  console.log(options.json ? JSON.stringify(rows, null, 2) : detectorsTable(rows));
  if (!quiet) console.error(`Wrote ${out}`);
}

/** The rows for a terminal. */
export function detectorsTable(rows: readonly DetectorRow[]): string {
  const shown = (value: number | null, unit = "") => value === null ? "–" : `${value}${unit}`;
  return textTable(
    ["scenes", "detector", "found", "false", "left tilt", "eyes' error", "ms"],
    rows.map((row) => [
      row.scenes,
      row.detector,
      row.faces ? `${row.found} of ${row.faces}` : "–",
      String(row.falsePositives),
      shown(row.leftTilt, "°"),
      shown(row.eyeError),
      row.milliseconds.toFixed(0),
    ]),
    ["left", "left", "right", "right", "right", "right", "right"],
  );
}

const withEyes = (face: BlazeFace) => ({ ...alignedFace(face), eyes: face.eyes });

interface Photos {
  portraits: { photo: GreyImage; eyes: MarkedFace["eyes"][] }[];
  faceless: GreyImage[];
}

async function readPhotos(dataRoot?: string): Promise<Photos> {
  const roots = await dataRoots(dataRoot);
  const folder = roots.map((root) => join(root, "faces"))
    .find((path) => pathExists(join(path, FACELESS[0])));
  if (folder === undefined) {
    throw new UserError(
      `Expected the photos ${[...Object.keys(EYES), ...FACELESS].join(", ")} in the folder faces ` +
        `of the data sets, but found none in ${roots.join(", ") || "any"}`,
    );
  }
  const read = async (name: string) =>
    await readImage(await Deno.readFile(join(folder, name)), name);
  return {
    portraits: await Promise.all(
      Object.entries(EYES).map(async ([name, eyes]) => ({ photo: await read(name), eyes })),
    ),
    faceless: await Promise.all(FACELESS.map(read)),
  };
}

/** All scenes; the same on each run. */
function makeScenes({ portraits, faceless }: Photos): NamedScene[] {
  const random = createRandom(1, "face scenes");
  const faces = portraits.flatMap(({ photo, eyes }) => eyes.map((own) => ({ photo, eyes: own })));
  const backgrounds = faceless.map((photo) => resizeGrey(photo, WIDTH, HEIGHT));
  const background = (at: number) =>
    backgrounds[at % (backgrounds.length + 1)] ?? cloudyImage(WIDTH, HEIGHT, random);
  const single = (kind: string, place: Omit<Place, "centre">) =>
    faces.flatMap((face) =>
      [...backgrounds, null].map((_, at): NamedScene => {
        const centre = anywhere(place.side, random);
        const pasted = pasteFace(background(at), face, { ...place, centre });
        return { kind, image: pasted.image, faces: [pasted.face] };
      })
    );
  const kindOf = (degrees: number) => `one face, tilted by ${Math.abs(degrees)}°`;
  return [
    ...portraits.map(({ photo, eyes }) => ({
      kind: "portraits as they are",
      image: photo,
      faces: eyes.map(trueFace),
    })),
    ...faceless.map((image) => ({ kind: "no face", image, faces: [] })),
    ...TILTS.toSorted((a, b) => Math.abs(a) - Math.abs(b)).flatMap((tiltDegrees) =>
      single(kindOf(tiltDegrees), { side: SIDE, tiltDegrees })
    ),
    ...SMALL_SIDES.flatMap((side) =>
      single(`one face of ${side} pixels`, { side, tiltDegrees: 0 })
    ),
    ...Array.from({ length: CROWDS }, (_, at) => crowd(background(at), faces, random)),
    ...Array.from({ length: FACELESS_SCENES }, (_, at) => ({
      kind: "no face",
      image: cutAgain(background(at), random),
      faces: [],
    })),
  ];
}

/** A centre at which a face's square lies inside a scene. */
function anywhere(side: number, random: Random): [number, number] {
  const half = Math.ceil(side * 0.7);
  return [random.integer(half, WIDTH - half), random.integer(half, HEIGHT - half)];
}

/** All faces, one in each quarter of the scene, tilted by up to 30 degrees. */
function crowd(image: GreyImage, faces: readonly MarkedFace[], random: Random): NamedScene {
  const scene: NamedScene = { kind: "several faces, up to 30°", image, faces: [] };
  const quarters = random.shuffle([[0.25, 0.27], [0.75, 0.27], [0.25, 0.73], [0.75, 0.73]]);
  for (const [at, face] of faces.entries()) {
    const [x, y] = quarters[at % quarters.length];
    const pasted = pasteFace(scene.image, face, {
      centre: [x * WIDTH + random.integer(-40, 40), y * HEIGHT + random.integer(-20, 20)],
      side: random.integer(60, 140),
      tiltDegrees: random.integer(-30, 30),
    });
    scene.image = pasted.image;
    scene.faces.push(pasted.face);
  }
  return scene;
}

/** A part of `image`, half to whole, at the image's size. */
function cutAgain(image: GreyImage, random: Random): GreyImage {
  const share = 0.5 + random.uniform() / 2;
  const [width, height] = [Math.round(share * image.width), Math.round(share * image.height)];
  const [x, y] = [
    random.integer(0, image.width - width),
    random.integer(0, image.height - height),
  ];
  return resizeGrey(cutOut(image, { x, y, width, height }), image.width, image.height);
}
