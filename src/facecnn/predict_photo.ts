/**
 * In: a photo and a network for faces. Out: each face's class probabilities (paper F, "Veri Yükleme
 * ve Ön İşleme": detect, cut out, resize to 48 × 48, scale to 0…1, predict).
 */
import { unreadableFile } from "../base/files.ts";
import { readImage } from "../data/images/read_image.ts";
import { alignedFace, openBlazeFace } from "./blaze_face.ts";
import { createFaceDetector, type DetectOptions } from "./detect_faces.ts";
import { type Box, cropFace, type GreyImage, type QuarterTurn } from "./grey_image.ts";

/** A network for faces, ready to predict. */
export interface FaceClassifier {
  /** Names of the outputs. */
  classes: readonly string[];
  /** Rows, and columns, of the faces it takes. */
  size: number;
  /** An answer of less confidence is unsure; none is where it is left out. */
  leastConfidence?: number;
  /**
   * Class probabilities [n, class] of n faces, row-major.
   *
   * @param pixels [n, size, size], grey, 0 to 255, row-major
   */
  predict(pixels: Uint8Array): Promise<Float32Array | Float64Array>;
}

/** A photo: a file's path, or its content with a name for messages. */
export type PhotoSource = string | { name: string; bytes: Uint8Array };

/** A face and what the network says of it. */
export interface FacePrediction {
  /** In pixels of the photo, upright as its camera held it. */
  box: Box;
  /** Turned clockwise by so many degrees the face is upright. */
  rotation: QuarterTurn;
  /** The most probable class. */
  predicted: string;
  /** True where the network's confidence is less than its calibration requests. */
  unsure: boolean;
  /** Of each class, in the order of the network's outputs. */
  probabilities: Record<string, number>;
}

/** A photo and the faces in it, largest first. */
export interface PhotoPrediction {
  /** The path or name. */
  file: string;
  /** Pixels in a row of the upright photo. */
  width: number;
  /** Rows of the upright photo. */
  height: number;
  /** Empty where none was found. */
  faces: FacePrediction[];
}

/** The detectors: OpenCV's Haar cascade, and BlazeFace, by whose eyes faces are made upright. */
export const detectorNames = ["haar", "blazeface"] as const;
/** See {@link detectorNames}. */
export type DetectorName = typeof detectorNames[number];

/** A face in a photo, as far as its detector tells. */
export interface FoundFace extends Box {
  /** Turned clockwise by so many degrees the face is upright, or tilted by less than 45. */
  rotation: QuarterTurn;
  /** How far the eyes are tilted clockwise; the cascade finds no eyes. */
  tiltDegrees?: number;
  /** The cascade's hits that make up the box: the more, the surer. */
  hits?: number;
  /** BlazeFace's, 0 to 1. */
  score?: number;
}

/** Finds the faces in photos. */
export interface FaceFinder {
  /** Largest first. */
  find(photo: GreyImage): Promise<FoundFace[]>;
  dispose(): void;
}

/**
 * Opens a detector; BlazeFace needs an engine that runs, and fetches its package once. Throws
 * UserError where that cannot be had.
 */
export async function openFaceFinder(
  detector: DetectorName,
  detection?: DetectOptions,
): Promise<FaceFinder> {
  if (detector === "haar") {
    const haar = await createFaceDetector();
    return {
      find: (photo) => Promise.resolve(haar.detect(photo, detection)),
      dispose: () => haar.dispose(),
    };
  }
  const blaze = await openBlazeFace(console.error);
  return {
    find: async (photo) =>
      (await blaze.detect(photo, detection))
        .map((face) => ({ ...alignedFace(face), rotation: 0, score: face.score })),
    dispose: () => blaze.dispose(),
  };
}

/** How photos are looked at. */
export interface PhotoOptions {
  /** True takes the whole picture as one face, for pictures that were cut out already. */
  whole?: boolean;
  /** Added around a face on each side, as a share of its box's width; 0 by default. */
  margin?: number;
  /** How faces are looked for. */
  detection?: DetectOptions;
  /** Who looks for them; the Haar cascade by default, as in paper F. */
  detector?: DetectorName;
}

/** Predicts the faces in photos. */
export interface PhotoPredictor {
  /** Throws UserError where the photo is missing, no picture, damaged or too large. */
  predict(photo: PhotoSource): Promise<PhotoPrediction>;
  /** Frees the network and the face detector. */
  dispose(): void;
}

/**
 * Makes a predictor of photos from a network for faces, which stays its caller's.
 *
 * @example
 * ```ts
 * const photos = await openPhotoPredictor(classifier);
 * const { faces } = await photos.predict("astronaut.png");
 * ```
 */
export async function openPhotoPredictor(
  classifier: FaceClassifier,
  { whole = false, margin = 0, detection, detector = "haar" }: PhotoOptions = {},
): Promise<PhotoPredictor> {
  const finder = whole ? undefined : await openFaceFinder(detector, detection);
  const { size } = classifier;
  return {
    predict: async (photo) => {
      const { name, bytes } = await readPhoto(photo);
      const image = await readImage(bytes, name);
      const { width, height } = image;
      const found: FoundFace[] = await finder?.find(image) ??
        [{ x: 0, y: 0, width, height, rotation: 0 }];
      const pixels = new Uint8Array(found.length * size * size);
      for (const [at, face] of found.entries()) {
        pixels.set(cropFace(image, face, { size, margin: whole ? 0 : margin }), at * size * size);
      }
      const rows = found.length ? await classifier.predict(pixels) : new Float32Array(0);
      const faces = found.map(({ rotation, x, y, width, height }, at) => {
        return { box: { x, y, width, height }, rotation, ...describe(classifier, rows, at) };
      });
      return { file: name, width, height, faces };
    },
    dispose: () => finder?.dispose(),
  };
}

/** The content of a photo, with its name. Throws UserError where it is missing. */
export async function readPhoto(
  photo: PhotoSource,
): Promise<{ name: string; bytes: Uint8Array }> {
  if (typeof photo !== "string") return photo;
  const bytes = await Deno.readFile(photo).catch((error) => {
    throw unreadableFile(photo, error, "a picture");
  });
  return { name: photo, bytes };
}

/** Row `at` of the probabilities by name, and the class with the largest. */
function describe(
  { classes, leastConfidence = 0 }: FaceClassifier,
  rows: Float32Array | Float64Array,
  at: number,
) {
  const row = rows.subarray(at * classes.length, (at + 1) * classes.length);
  const confidence = Math.max(...row);
  return {
    predicted: classes[row.indexOf(confidence)],
    unsure: confidence < leastConfidence,
    probabilities: Object.fromEntries(classes.map((name, index) => [name, row[index]])),
  };
}
