/**
 * Where faces are in a grey photo, by OpenCV's Haar cascade for frontal faces (Viola and
 * Jones 2001, Lienhart and Maydt 2002), the detector that paper F names ("Veri Yükleme ve Ön
 * İşleme").
 */
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import cascade from "./cascade/haarcascade_frontalface_default.xml" with { type: "bytes" };
import {
  type Box,
  type GreyImage,
  type QuarterTurn,
  resizeGrey,
  tilt,
  tiltBoxBack,
  turn,
  turnBoxBack,
} from "./grey_image.ts";

/** A face in a photo: its box in the photo's pixels. */
export interface Face extends Box {
  /** Turned clockwise by so many degrees the face is upright, or tilted by less than 45. */
  rotation: QuarterTurn;
  /** Overlapping hits of the cascade that make up the box: the more, the surer. */
  hits: number;
}

/** Length of the cascade's window: no face below it is found. */
const WINDOW_PIXELS = 24;

/** What {@link DetectOptions.longestSide} may be. */
export const sideLimits = { least: WINDOW_PIXELS, most: 4096 } as const;

const optionsSchema = z.strictObject({
  longestSide: z.int().min(sideLimits.least).max(sideLimits.most).default(320),
  scaleFactor: z.number().min(1.01).max(2).default(1.15),
  minNeighbors: z.int().min(0).optional(),
  rotations: z.boolean().default(false),
});

/**
 * How faces are looked for. The defaults were chosen on 120 variants of five photos, two without a
 * face (turned by up to 8 degrees, mirrored, darker, brighter, smaller): exactly the faces were
 * found in 115 and nothing else in any; OpenCV's own 1.1 and 3 took 1.3 times as long and found
 * what is no face in 19.
 */
export interface DetectOptions {
  /**
   * Larger photos are looked through on a copy whose longer side has so many pixels; 320 by
   * default. A face must cover 24 pixels there: with 320, 1/13 of the longer side, or 48 pixels of
   * a photo of 640 × 480, which is all that a network for FER2013's 48 × 48 pixels takes. More
   * finds smaller faces, and takes time with its square.
   */
  longestSide?: number;
  /** From one size of faces to the next, 1.01 to 2; 1.15 by default. */
  scaleFactor?: number;
  /**
   * So many overlapping hits confirm a face; by default 6, or 9 where longestSide is above 480, for
   * more windows are tried and more of them err.
   */
  minNeighbors?: number;
  /**
   * True looks for faces in all four quarter turns of the photo, each as it is and tilted by
   * {@link TILTS}, and takes those of the turn whose most confident face has most hits, for wrong
   * turns have few; false, by default, only as it is.
   */
  rotations?: boolean;
}

/** Finds faces. */
export interface FaceDetector {
  /**
   * The faces in `photo`, largest first; none where there is none, or where the photo is smaller
   * than the cascade's window. Throws UserError for an option out of range.
   */
  detect(photo: GreyImage, options?: DetectOptions): Face[];
  /** Frees OpenCV's memory. */
  dispose(): void;
}

/**
 * Loads OpenCV and the cascade.
 *
 * @example
 * ```ts
 * const detector = await createFaceDetector();
 * const faces = detector.detect(await readImage(bytes, "photo.jpg"));
 * ```
 */
export async function createFaceDetector(): Promise<FaceDetector> {
  const cv = await openOpenCv();
  const classifier = loadCascade(cv);
  return {
    detect: (photo, options = {}) => {
      const { longestSide, scaleFactor, rotations, minNeighbors = longestSide > 480 ? 9 : 6 } =
        checkShape(options, optionsSchema, "Face detection's");
      const reduced = reduce(photo, longestSide);
      const turns: QuarterTurn[] = rotations ? [0, 90, 180, 270] : [0];
      const search = { scaleFactor, minNeighbors };
      const mostConfidentAt = (tilts: readonly number[]) =>
        turns.flatMap((rotation) =>
          tilts.map((degrees) => findTurned(cv, classifier, reduced, { rotation, degrees }, search))
        ).reduce((best, one) => mostHits(one) > mostHits(best) ? one : best);
      const straight = mostConfidentAt([0]);
      const tilted = rotations ? mostConfidentAt(TILTS) : [];
      const isTilted = mostHits(tilted) > SURER * mostHits(straight);
      const mostConfident = isTilted ? tilted : straight;
      return mostConfident.map((face) => ({ ...face, ...enlarge(face, reduced, photo) }))
        .sort((a, b) => b.width - a.width || a.x - b.x || a.y - b.y);
    },
    dispose: () => classifier.delete(),
  };
}

/**
 * The cascade finds faces up to some 12 degrees off; with copies tilted so far, some 30. Of a
 * portrait turned in steps of 5 degrees it had 29 to 36 hits up to 5 degrees, 28 at 15 to one side
 * and none to the other; where nothing upright is, a wrong turn had 8 hits.
 */
const TILTS = [-20, 20];
/**
 * A tilted copy's faces are taken where the most confident has so many times the hits of the
 * straight.
 */
const SURER = 1.5;

function loadCascade(cv: OpenCv): CascadeClassifier {
  const name = "frontal_face.xml";
  cv.FS_createDataFile("/", name, cascade, true, false, false);
  const classifier = new cv.CascadeClassifier();
  try {
    if (!classifier.load(`/${name}`)) throw new Error("OpenCV refused its own cascade");
  } finally {
    cv.FS_unlink(`/${name}`);
  }
  return classifier;
}

/** `photo`, or a copy whose longer side has `longest` pixels. */
function reduce(photo: GreyImage, longest: number): GreyImage {
  const factor = longest / Math.max(photo.width, photo.height);
  if (factor >= 1) return photo;
  const length = (pixels: number) => Math.max(1, Math.round(pixels * factor));
  return resizeGrey(photo, length(photo.width), length(photo.height));
}

function mostHits(faces: readonly Face[]): number {
  return faces.reduce((most, { hits }) => Math.max(most, hits), 0);
}

/** Faces of `image` that are upright once it is turned, then tilted, in its own pixels. */
function findTurned(
  cv: OpenCv,
  classifier: CascadeClassifier,
  image: GreyImage,
  { rotation, degrees }: { rotation: QuarterTurn; degrees: number },
  { scaleFactor, minNeighbors }: { scaleFactor: number; minNeighbors: number },
): Face[] {
  if (Math.min(image.width, image.height) < WINDOW_PIXELS) return [];
  const turned = turn(image, rotation);
  const searched = degrees === 0 ? turned : tilt(turned, degrees);
  const matrix = new cv.Mat(turned.height, turned.width, cv.CV_8UC1);
  const [boxes, hits] = [new cv.RectVector(), new cv.IntVector()];
  const [smallest, largest] = [new cv.Size(WINDOW_PIXELS, WINDOW_PIXELS), new cv.Size(0, 0)];
  const range = [scaleFactor, minNeighbors, 0, smallest, largest] as const;
  try {
    matrix.data.set(searched.data);
    classifier.detectMultiScale2(matrix, boxes, hits, ...range);
    return Array.from({ length: boxes.size() }, (_, at) => {
      const box = degrees === 0 ? boxes.get(at) : tiltBoxBack(boxes.get(at), degrees, turned);
      return { ...turnBoxBack(box, rotation, turned), rotation, hits: hits.get(at) };
    });
  } finally {
    for (const owned of [matrix, boxes, hits]) owned.delete();
  }
}

/** The box of `reduced` in `photo`, in whole pixels and inside it. */
function enlarge(box: Box, reduced: GreyImage, photo: GreyImage): Box {
  const across = photo.width / reduced.width;
  const down = photo.height / reduced.height;
  const [x, y] = [Math.round(box.x * across), Math.round(box.y * down)];
  const width = Math.min(Math.round(box.width * across), photo.width - x);
  const height = Math.min(Math.round(box.height * down), photo.height - y);
  return { x, y, width, height };
}

/** Memory of OpenCV's own, which is never collected: whoever makes one deletes it. */
interface Deletable {
  delete(): void;
}

/** A matrix of OpenCV. */
interface Mat extends Deletable {
  /** A view of its values, good until OpenCV allocates again. */
  data: Uint8Array;
}

/** A list of rectangles. */
interface RectVector extends Deletable {
  size(): number;
  get(index: number): { x: number; y: number; width: number; height: number };
}

/** A list of whole numbers. */
interface IntVector extends Deletable {
  get(index: number): number;
}

/** A detector of objects, by Haar features. */
interface CascadeClassifier extends Deletable {
  load(path: string): boolean;
  detectMultiScale2(
    image: Mat,
    objects: RectVector,
    detections: IntVector,
    scaleFactor: number,
    minNeighbors: number,
    flags: number,
    minSize: unknown,
    maxSize: unknown,
  ): void;
}

/** The part of OpenCV that is used here. */
interface OpenCv {
  CV_8UC1: number;
  Mat: new (rows: number, columns: number, type: number) => Mat;
  RectVector: new () => RectVector;
  IntVector: new () => IntVector;
  Size: new (width: number, height: number) => unknown;
  CascadeClassifier: new () => CascadeClassifier;
  FS_createDataFile(
    ...words: [
      folder: string,
      name: string,
      content: Uint8Array,
      canRead: boolean,
      canWrite: boolean,
      canOwn: boolean,
    ]
  ): void;
  FS_unlink(path: string): void;
}

let loading: Promise<OpenCv> | undefined;

/** Loads OpenCV, 10 MB of code, the first time: about half a second and 90 MB of memory. */
export function openOpenCv(): Promise<OpenCv> {
  return loading ??= load();
}

async function load(): Promise<OpenCv> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.listeners(event as "uncaughtException"));
  const { default: module } = await import("@techstark/opencv-js");
  // Emscripten ends the process on errors that have nothing to do with it, unless stopped.
  for (const [index, event] of events.entries()) {
    for (const listener of process.listeners(event as "uncaughtException")) {
      if (!before[index].includes(listener)) process.off(event, listener);
    }
  }
  const started = module as unknown as OpenCv & { then?: (use: (cv: OpenCv) => void) => void };
  // Its `then` gives itself, which a promise would wait for without end: it is taken off.
  return await new Promise((resolve) =>
    started.then!((cv) => {
      delete (cv as { then?: unknown }).then;
      resolve(cv);
    })
  );
}
