/**
 * Grey scenes with faces pasted at known places, sizes and tilts.
 *
 * A face is an ellipse of a photo about its eyes, which somebody marked, with soft edges; it covers
 * what is there.
 */
import type { Random } from "../../src/base/random.ts";
import { type Box, type GreyImage, resizeGrey } from "../../src/facecnn/grey_image.ts";

/** A place in pixels. */
export type Point = readonly [x: number, y: number];

/** A photo with the eyes of one of its faces, the one at the picture's left first. */
export interface MarkedFace {
  photo: GreyImage;
  eyes: readonly [Point, Point];
}

/** Where a face shall be. */
export interface Place {
  /** Of its square, see {@link trueFace}. */
  centre: Point;
  /** Of its square, in pixels. */
  side: number;
  /** Clockwise. */
  tiltDegrees: number;
}

/** A face in a picture as it truly is. */
export interface TrueFace extends Place {
  eyes: readonly [Point, Point];
}

/** A scene and its faces. */
export interface Scene {
  image: GreyImage;
  faces: TrueFace[];
}

/** The square's side, and how far below the eyes its centre is, by the distance between the eyes. */
const SIDE = 2.3;
const BELOW_EYES = 0.4;
/** Half axes of the ellipse, by the same distance. */
const HALF_WIDTH = 1.15;
const HALF_HEIGHT = 1.5;
/** The outer share of the ellipse over which the face fades. */
const FADING = 0.15;

/**
 * The square about a face with these eyes, much as detectors of frontal faces give it: 2.3 times as
 * wide as the eyes are apart, its centre on the nose.
 */
export function trueFace([left, right]: readonly [Point, Point]): TrueFace {
  const [across, down] = [right[0] - left[0], right[1] - left[1]];
  const apart = Math.hypot(across, down);
  return {
    // "Below" is along the face.
    centre: [
      (left[0] + right[0]) / 2 - BELOW_EYES * down,
      (left[1] + right[1]) / 2 + BELOW_EYES * across,
    ],
    side: SIDE * apart,
    tiltDegrees: Math.atan2(down, across) * 180 / Math.PI,
    eyes: [left, right],
  };
}

/** `image` with `face` pasted at `place`, and the pasted face; what lies outside is cut off. */
export function pasteFace(
  image: GreyImage,
  { photo, eyes }: MarkedFace,
  place: Place,
): { image: GreyImage; face: TrueFace } {
  const own = trueFace(eyes);
  const scale = place.side / own.side;
  // Reduced first, so that each new pixel is a mean of the old ones that it covers.
  const small = resizeGrey(
    photo,
    Math.max(1, Math.round(photo.width * scale)),
    Math.max(1, Math.round(photo.height * scale)),
  );
  const [scaleX, scaleY] = [small.width / photo.width, small.height / photo.height];
  const turn = (place.tiltDegrees - own.tiltDegrees) * Math.PI / 180;
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const [fromX, fromY] = [own.centre[0] * scaleX, own.centre[1] * scaleY];
  const apart = place.side / SIDE;
  const radians = place.tiltDegrees * Math.PI / 180;
  const reach = Math.ceil(HALF_HEIGHT * apart) + 1;
  const data = image.data.slice();
  for (let down = -reach; down <= reach; down++) {
    for (let across = -reach; across <= reach; across++) {
      const [x, y] = [Math.round(place.centre[0]) + across, Math.round(place.centre[1]) + down];
      if (x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
      const [dx, dy] = [x - place.centre[0], y - place.centre[1]];
      const along = Math.cos(radians) * dx + Math.sin(radians) * dy;
      const below = -Math.sin(radians) * dx + Math.cos(radians) * dy;
      const radius = Math.hypot(along / (HALF_WIDTH * apart), below / (HALF_HEIGHT * apart));
      const opacity = Math.min(1, (1 - radius) / FADING);
      if (opacity <= 0) continue;
      const value = between(
        small,
        fromX + cosine * dx + sine * dy,
        fromY - sine * dx + cosine * dy,
      );
      const at = y * image.width + x;
      data[at] = Math.round(opacity * value + (1 - opacity) * data[at]);
    }
  }
  const moved = ([x, y]: Point): Point => {
    const [dx, dy] = [(x - own.centre[0]) * scale, (y - own.centre[1]) * scale];
    return [
      place.centre[0] + cosine * dx - sine * dy,
      place.centre[1] + sine * dx + cosine * dy,
    ];
  };
  return {
    image: { ...image, data },
    face: { ...place, eyes: [moved(eyes[0]), moved(eyes[1])] },
  };
}

/** Bilinear; beyond an edge the edge goes on. */
function between({ width, height, data }: GreyImage, x: number, y: number): number {
  const within = (place: number, length: number) => Math.max(0, Math.min(length - 1, place));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) =>
    data[within(row, height) * width + within(column, width)];
  const [shareX, shareY] = [x - left, y - top];
  return (1 - shareY) * ((1 - shareX) * at(left, top) + shareX * at(left + 1, top)) +
    shareY * ((1 - shareX) * at(left, top + 1) + shareX * at(left + 1, top + 1));
}

/** Smooth grey noise, coarse and fine, as a background without anything. */
export function cloudyImage(width: number, height: number, random: Random): GreyImage {
  const sum = new Float32Array(width * height);
  for (const [cell, strength] of [[160, 60], [40, 30], [10, 12]]) {
    const coarse: GreyImage = {
      width: Math.ceil(width / cell) + 1,
      height: Math.ceil(height / cell) + 1,
      data: new Uint8Array((Math.ceil(width / cell) + 1) * (Math.ceil(height / cell) + 1)),
    };
    coarse.data.forEach((_, at) => coarse.data[at] = random.integer(0, 255));
    const fine = resizeGrey(coarse, width, height);
    fine.data.forEach((value, at) => sum[at] += (value - 127.5) / 127.5 * strength);
  }
  const data = Uint8Array.from(sum, (value) => Math.max(0, Math.min(255, Math.round(128 + value))));
  return { width, height, data };
}

/** What a detector says. */
export interface Detection extends Box {
  /** The eyes, where it finds them. */
  eyes?: readonly [Point, Point];
  /** It is cut out turned clockwise by so many degrees. */
  rotation?: number;
}

/** How a scene was searched. */
export interface Found {
  faces: number;
  found: number;
  /** Detections that are no face, or a face once more. */
  falsePositives: number;
  /** Of each found face: degrees that it is still tilted once it is cut out as the detector says. */
  leftTilts: number[];
  /** Of each found face with eyes: their mean distance from the true ones, by the true distance. */
  eyeErrors: number[];
}

/** A found face's side is the true one's within this factor. */
const SIDE_FACTOR = 2;

/**
 * Compares detections with the faces that are there. A face is found by a box that holds its centre
 * and whose mean side is half to twice the true one's; each box finds one face at most.
 */
export function compareWithTruth(
  faces: readonly TrueFace[],
  detections: readonly Detection[],
): Found {
  const free = new Set(detections);
  const result: Found = {
    faces: faces.length,
    found: 0,
    falsePositives: 0,
    leftTilts: [],
    eyeErrors: [],
  };
  for (const face of faces) {
    const hit = [...free].find((box) => isFace(box, face));
    if (hit === undefined) continue;
    free.delete(hit);
    result.found++;
    const turned = hit.eyes ? -trueFace(hit.eyes).tiltDegrees : hit.rotation ?? 0;
    const left = ((face.tiltDegrees + turned) % 360 + 360) % 360;
    result.leftTilts.push(Math.min(left, 360 - left));
    if (hit.eyes) {
      const [left, right] = hit.eyes.map(([x, y], at) =>
        Math.hypot(x - face.eyes[at][0], y - face.eyes[at][1])
      );
      result.eyeErrors.push((left + right) / 2 / (face.side / SIDE));
    }
  }
  result.falsePositives = free.size;
  return result;
}

function isFace({ x, y, width, height }: Box, { centre, side }: TrueFace): boolean {
  const ratio = (width + height) / 2 / side;
  return centre[0] >= x && centre[0] < x + width && centre[1] >= y && centre[1] < y + height &&
    ratio > 1 / SIDE_FACTOR && ratio < SIDE_FACTOR;
}
