/**
 * Where faces and their eyes are, by BlazeFace for photos taken from a distance (Bazarevsky et al.
 * 2019, arXiv 1907.05047; "blazeface" of npm's @vladmandic/human): a network that sees the whole
 * photo at 256 × 256 pixels. It finds faces that are tilted, which the Haar cascade does not.
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { readJson } from "../base/json.ts";
import { fetchOnce } from "../base/processes.ts";
import { type PinnedPackage, provisionPackage } from "../data/import/npm_package.ts";
import { compileStep } from "../engine/compile_step.ts";
import { type Box, cutOut, type GreyImage, overlap, resizeGrey } from "./grey_image.ts";
import { readGraph } from "./tfjs_graph.ts";
import { z } from "zod";

/** A face with its eyes, in the photo's pixels. */
export interface BlazeFace extends Box {
  /** 0 to 1. */
  score: number;
  /** The eye at the left of an upright picture, and the one at its right. */
  eyes: [Point, Point];
}

type Point = [x: number, y: number];

/** Finds faces. */
export interface BlazeFaceDetector {
  /**
   * The faces in `photo`, largest first. With `longestSide` above 256 it is also looked through in
   * parts, so large that the photo's longer side would have so many pixels: that finds smaller
   * faces, and takes time with its square.
   */
  detect(photo: GreyImage, options?: { longestSide?: number }): Promise<BlazeFace[]>;
  dispose(): void;
}

/** Rows, and columns, of what the network sees. */
const SIZE = 256;
/** Strides of the two grids of anchors, and how many there are at each place. */
const GRIDS = [[16, 2], [32, 6]] as const;
/** The outputs of each grid: scores [1, anchors, 1] and places [1, anchors, 16]. */
const OUTPUTS = [["Identity", "Identity_2"], ["Identity_1", "Identity_3"]];
/** Centre, size, and six points: eyes, nose, mouth, ears; x and y each. */
const VALUES = 16;
const EYES_AT = 4;

/**
 * Less is no face: of five photos, two without a face, each tilted by up to 45 degrees, whole faces
 * had 0.79 to 0.96, a cat's 0.54 to 0.65 (bench/peers/detectors.ts has the photos).
 */
const LEAST_SCORE = 0.7;
/** Boxes that share more are one; as human has it by default. */
const MOST_OVERLAP = 0.1;

/** The package that carries it. */
export const humanPackage: PinnedPackage = {
  name: "@vladmandic/human",
  version: "3.3.6",
  sha512:
    "Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==",
  megabytes: 29,
  licence: "MIT",
  files: [
    "models/emotion.json",
    "models/emotion.bin",
    "models/blazeface.json",
    "models/blazeface.bin",
  ],
};

/**
 * Opens the detector; `say` is told before its package is downloaded, once. Throws UserError where
 * npm or the network is missing.
 */
export async function openBlazeFace(say: (sentence: string) => void): Promise<BlazeFaceDetector> {
  const { megabytes } = humanPackage;
  const what = "The detector blazeface";
  const command = "deno task duygu predict --detector blazeface";
  const folder = await fetchOnce(
    { what, command, megabytes },
    () => provisionPackage(humanPackage, say),
  );
  const weights = await Deno.readFile(join(folder, "blazeface.bin"));
  const model = await readJson(join(folder, "blazeface.json"), z.unknown());
  return readBlazeFace(model, weights, humanPackage.name);
}

/**
 * How a face's box becomes one like the Haar cascade's, as faces of FER2013 were cut out: so many
 * times its width, and so far up, as a share of its width; means of four faces that both find.
 */
const HAAR_WIDTH = 1.15;
const HAAR_UP = 0.15;

/** The square around `face` that the Haar cascade would give, and how far its eyes are tilted. */
export function alignedFace({ x, y, width, height, eyes: [left, right] }: BlazeFace) {
  const side = Math.max(1, Math.round(HAAR_WIDTH * (width + height) / 2));
  const radians = Math.atan2(right[1] - left[1], right[0] - left[0]);
  // "Up" is along the face.
  const [centreX, centreY] = [x + width / 2, y + height / 2];
  const up = HAAR_UP * width;
  return {
    x: Math.round(centreX + Math.sin(radians) * up - side / 2),
    y: Math.round(centreY - Math.cos(radians) * up - side / 2),
    width: side,
    height: side,
    tiltDegrees: radians * 180 / Math.PI,
  };
}

/** Makes the detector of blazeface.json's content and its weights. Throws UserError as readGraph. */
export function readBlazeFace(
  model: unknown,
  weights: Uint8Array,
  source: string,
): BlazeFaceDetector {
  const network = readGraph(model, weights, source);
  const step = compileStep(
    (grey) =>
      network.execute(tf.sub(tf.div(tf.tile(grey, [1, 1, 1, 3]), 127.5), 1), OUTPUTS.flat()),
    { inference: true },
  );
  const facesIn = async (photo: GreyImage): Promise<BlazeFace[]> => {
    const side = Math.max(photo.width, photo.height);
    const input = tf.tensor4d(Float32Array.from(squared(photo, side).data), [1, SIZE, SIZE, 1]);
    const outputs = step(input);
    const values = await Promise.all(outputs.map((output) => output.data<"float32">()));
    tf.dispose([input, ...outputs]);
    const found = GRIDS.flatMap(([stride, each], grid) =>
      facesOf(values[2 * grid], values[2 * grid + 1], stride, each)
    );
    return withoutOverlap(found).map((face) => scaled(face, side / SIZE, photo));
  };
  return {
    detect: async (photo, { longestSide = SIZE } = {}) => {
      const found = await facesIn(photo);
      for (const part of partsOf(photo, longestSide)) {
        const inPart = await facesIn(cutOut(photo, part));
        found.push(
          ...inPart.map((face) => moved(face, part)).filter((face) => !isCut(face, part, photo)),
        );
      }
      return withoutOverlap(found).sort((a, b) => b.width - a.width || a.x - b.x);
    },
    dispose: () => {
      step.dispose();
      network.dispose();
    },
  };
}

/**
 * Squares of `photo` that would have the network's size if the photo's longer side had `longestSide`
 * pixels, each half over its neighbours, from edge to edge; none where one would be the whole photo.
 */
export function partsOf({ width, height }: Omit<GreyImage, "data">, longestSide: number): Box[] {
  const side = Math.round(Math.max(width, height) * SIZE / longestSide);
  if (side >= Math.max(width, height)) return [];
  const starts = (length: number) => {
    const steps = Math.max(0, Math.ceil((length - side) / (side / 2)));
    return Array.from(
      { length: steps + 1 },
      (_, at) => steps === 0 ? 0 : Math.round((length - side) * at / steps),
    );
  };
  return starts(height).flatMap((y) =>
    starts(width).map((x) => ({
      x,
      y,
      width: Math.min(side, width),
      height: Math.min(side, height),
    }))
  );
}

/** A face of a part of the photo, in the photo's pixels. */
function moved(face: BlazeFace, part: Box): BlazeFace {
  const eyes = face.eyes.map(([x, y]) => [x + part.x, y + part.y]) as BlazeFace["eyes"];
  return { ...face, x: face.x + part.x, y: face.y + part.y, eyes };
}

/** Whether the part's edge cuts the face; the neighbour or the whole photo has all of it. */
function isCut(face: Box, part: Box, photo: Omit<GreyImage, "data">): boolean {
  return (face.x <= part.x && part.x > 0) || (face.y <= part.y && part.y > 0) ||
    (face.x + face.width >= part.x + part.width && part.x + part.width < photo.width) ||
    (face.y + face.height >= part.y + part.height && part.y + part.height < photo.height);
}

/** The photo at the left upper corner of a black square, at the network's size. */
function squared(photo: GreyImage, side: number): GreyImage {
  const length = (pixels: number) => Math.max(1, Math.round(pixels * SIZE / side));
  const small = resizeGrey(photo, length(photo.width), length(photo.height));
  const data = new Uint8Array(SIZE * SIZE);
  for (let y = 0; y < small.height; y++) {
    data.set(small.data.subarray(y * small.width, (y + 1) * small.width), y * SIZE);
  }
  return { width: SIZE, height: SIZE, data };
}

/** The anchors' faces of one grid, in the network's pixels. */
function facesOf(
  scores: Float32Array,
  places: Float32Array,
  stride: number,
  each: number,
): BlazeFace[] {
  const columns = SIZE / stride;
  const faces: BlazeFace[] = [];
  for (let anchor = 0; anchor < scores.length; anchor++) {
    const score = 1 / (1 + Math.exp(-scores[anchor]));
    if (score < LEAST_SCORE) continue;
    const place = Math.floor(anchor / each);
    const [anchorX, anchorY] = [place % columns, Math.floor(place / columns)]
      .map((at) => stride * (at + 0.5));
    const own = places.subarray(anchor * VALUES, (anchor + 1) * VALUES);
    const [x, y, width, height] = own;
    const point = (at: number): Point => [own[at] + anchorX, own[at + 1] + anchorY];
    faces.push({
      x: x + anchorX - width / 2,
      y: y + anchorY - height / 2,
      ...{ width, height, score },
      eyes: [point(EYES_AT), point(EYES_AT + 2)],
    });
  }
  return faces;
}

/** The surest of those that overlap. */
function withoutOverlap(faces: BlazeFace[]): BlazeFace[] {
  const kept: BlazeFace[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(face, other) <= MOST_OVERLAP)) kept.push(face);
  }
  return kept;
}

/** A face in the photo's pixels, its box whole and inside the photo. */
function scaled({ x, y, width, height, score, eyes }: BlazeFace, scale: number, photo: GreyImage) {
  const [left, top] = [Math.max(0, Math.round(x * scale)), Math.max(0, Math.round(y * scale))];
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(Math.round((x + width) * scale), photo.width) - left),
    height: Math.max(1, Math.min(Math.round((y + height) * scale), photo.height) - top),
    score,
    eyes: eyes.map(([across, down]) => [across * scale, down * scale]) as [Point, Point],
  };
}
