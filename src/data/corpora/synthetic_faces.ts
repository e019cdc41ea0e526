/**
 * The generated pictures for machines without FER2013. 700 drawn faces of 48 × 48
 * pixels with its seven classes in the cache folder, made once in some seconds.
 */
import { Resvg } from "@resvg/resvg-js";
import { cacheFolder } from "../../base/files.ts";
import { createRandom, type Random } from "../../base/random.ts";
import type { CorpusInfo, CorpusLayout, CorpusListing } from "../corpus_layout.ts";
import { readFerName } from "./fer2013.ts";
import { listNamedFiles } from "./named_files.ts";
import { type GeneratedFile, generateFiles } from "./synthetic.ts";

/** Centres of the classes; each face strays from them far enough for classes to touch. */
export const drawnExpressions: Record<string, Expression> = {
  angry: { smile: -0.4, mouthOpen: 0, browTilt: -1, browLift: -0.03, eyeOpen: 0.8 },
  disgust: { smile: -0.8, mouthOpen: 0.03, browTilt: -0.6, browLift: -0.03, eyeOpen: 0.45 },
  fear: { smile: -0.4, mouthOpen: 0.08, browTilt: 0.9, browLift: 0.05, eyeOpen: 1.4 },
  happy: { smile: 1, mouthOpen: 0.03, browTilt: 0, browLift: 0.02, eyeOpen: 0.8 },
  sad: { smile: -0.9, mouthOpen: 0, browTilt: 0.8, browLift: 0, eyeOpen: 0.7 },
  surprise: { smile: 0, mouthOpen: 0.14, browTilt: 0.1, browLift: 0.1, eyeOpen: 1.5 },
  neutral: { smile: 0, mouthOpen: 0, browTilt: 0, browLift: 0, eyeOpen: 1 },
};

/** What there is instead of a publication. */
export const syntheticFacesInfo: CorpusInfo = {
  id: "synthetic-faces",
  title: "SYNTHETIC faces",
  language: "none",
  classes: Object.keys(drawnExpressions),
  publishedCounts: Object.fromEntries(Object.keys(drawnExpressions).map((label) => [label, 100])),
  reference: "drawn by Duygu; figures are not comparable with faces",
  howToGet: "It is generated on request.",
  officialFolder: "",
  synthetic: true,
};

/** Raise it whenever the drawn pictures change. */
const VERSION = "1";
const SIZE = 48;
const SEED = 2026;

/** How many faces of each class go into each part, by the start of their files' names. */
const PARTS = { Training: 80, PublicTest: 10, PrivateTest: 10 };

/** See {@link CorpusLayout}. */
export const syntheticFaces: CorpusLayout = { info: syntheticFacesInfo, findRoot: makeRoot, list };

async function makeRoot(): Promise<string> {
  return await generateFiles(cacheFolder("synthetic-faces", VERSION), syntheticPictures);
}

/** All pictures with their paths below the root, "train/angry/Training_1.png". */
export function* syntheticPictures(): Generator<GeneratedFile> {
  for (const [part, count] of Object.entries(PARTS)) {
    const folder = part === "Training" ? "train" : "test";
    for (let number = 1; number <= count; number++) {
      for (const label of syntheticFacesInfo.classes) {
        const random = createRandom(SEED, "synthetic faces", label, part, number);
        const bytes = drawFaces(SIZE, SIZE, [strayedFace(label, random)], greyOf(random));
        yield { relativePath: `${folder}/${label}/${part}_${number}.png`, bytes };
      }
    }
  }
}

function greyOf(random: Random): number {
  return 60 + 120 * random.uniform();
}

/** A face of the class, of another head, light and bearing each time. */
function strayedFace(label: string, random: Random): DrawnFace {
  const { smile, mouthOpen, browTilt, browLift, eyeOpen } = drawnExpressions[label];
  const around = (value: number, spread: number) => value + spread * random.normal();
  return {
    expression: {
      smile: around(smile, 0.3),
      mouthOpen: Math.max(0, around(mouthOpen, 0.025)),
      browTilt: around(browTilt, 0.35),
      browLift: around(browLift, 0.025),
      eyeOpen: Math.max(0.2, around(eyeOpen, 0.25)),
    },
    x: around(SIZE / 2, 1),
    y: around(SIZE / 2 - 1, 1),
    width: around(0.72, 0.025) * SIZE,
    turnDegrees: around(0, 4),
    skin: 120 + 110 * random.uniform(),
  };
}

async function list(root: string): Promise<CorpusListing> {
  return await listNamedFiles(root, readFerName, ["train", "test"], "images");
}

/**
 * What makes an expression, after the muscles that move (Ekman and Friesen 1978), schematically.
 */
export interface Expression {
  /** Corners of the mouth: 1 far up, -1 far down. */
  smile: number;
  /** Height of the open mouth, as a share of the head's width. */
  mouthOpen: number;
  /** Inner ends of the brows: 1 far up, -1 far down. */
  browTilt: number;
  /** Whole brows above their usual place, as a share of the head's width. */
  browLift: number;
  /** Height of the eyes: 1 as usual. */
  eyeOpen: number;
}

/** A face to draw. */
export interface DrawnFace {
  expression: Expression;
  /** Centre and width of the head, in pixels. */
  x: number;
  y: number;
  width: number;
  /** Clockwise. */
  turnDegrees?: number;
  /** Grey of the skin, 0 to 255; hair, eyes and mouth are darker by shares of it. */
  skin?: number;
}

/** Draws `faces` on a ground of grey `ground` that brightens downwards. */
export function drawFaces(
  width: number,
  height: number,
  faces: readonly DrawnFace[],
  ground = 120,
): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<linearGradient id="ground" x2="0" y2="1"><stop stop-color="${grey(ground)}"/>` +
    `<stop offset="1" stop-color="${grey(ground + 40)}"/></linearGradient>` +
    `<rect width="${width}" height="${height}" fill="url(#ground)"/>` +
    `${faces.map(faceGroup).join("")}</svg>`;
  return new Uint8Array(new Resvg(svg).render().asPng());
}

/** A face in units of its head's width, around its centre. */
function faceGroup({ expression, x, y, width, turnDegrees = 0, skin = 190 }: DrawnFace): string {
  const { smile, mouthOpen, browTilt, browLift, eyeOpen } = expression;
  const tone = (share: number) => grey(skin * share);
  const ellipse = (cx: number, cy: number, rx: number, ry: number, share: number) =>
    `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${tone(share)}"/>`;
  const brow = (side: 1 | -1) => {
    const [inner, outer] = [-0.2 - browLift - 0.06 * browTilt, -0.2 - browLift + 0.06 * browTilt];
    return `<path d="M${0.07 * side} ${inner} Q${0.2 * side} ${(inner + outer) / 2 - 0.03} ` +
      `${0.34 * side} ${outer}" stroke="${tone(0.35)}" stroke-width="0.05" fill="none"/>`;
  };
  const eye = (side: 1 | -1) =>
    ellipse(0.2 * side, -0.1, 0.14, 0.08, 0.5) +
    ellipse(0.2 * side, -0.09, 0.1, 0.05 * eyeOpen, 1.2) +
    ellipse(0.2 * side, -0.09, 0.05, 0.05 * eyeOpen, 0.15);
  const [corner, middle] = [0.37 - 0.08 * smile, 0.37 + 0.07 * smile];
  const mouth = `<path d="M-0.2 ${corner} Q0 ${middle - mouthOpen} 0.2 ${corner} ` +
    `Q0 ${middle + 0.04 + mouthOpen} -0.2 ${corner} Z" fill="${tone(0.35)}" ` +
    `stroke="${tone(0.4)}" stroke-width="0.04" stroke-linejoin="round"/>`;
  return `<g transform="translate(${x} ${y}) rotate(${turnDegrees}) scale(${width})">` +
    ellipse(0, -0.08, 0.62, 0.75, 0.2) + // hair
    ellipse(0, 0.05, 0.5, 0.66, 1) + // head
    eye(-1) + eye(1) + brow(-1) + brow(1) +
    ellipse(0, 0.05, 0.05, 0.16, 1.13) + // bridge of the nose
    ellipse(0, 0.2, 0.1, 0.03, 0.7) + // nostrils
    `${mouth}</g>`;
}

function grey(value: number): string {
  const byte = Math.round(Math.max(0, Math.min(255, value)));
  return `rgb(${byte},${byte},${byte})`;
}
