/**
 * The generated pictures for machines without FER2013. In: nothing. Out: 700 drawn faces of 48 × 48
 * pixels with its seven classes in the cache folder, made once in some seconds.
 */
import { cacheFolder } from "../../base/files.ts";
import { createRandom, type Random } from "../../base/random.ts";
import type { CorpusInfo, CorpusLayout, CorpusListing } from "../corpus_layout.ts";
import { drawFaces, type DrawnFace, type Expression } from "./draw_faces.ts";
import { readFerName } from "./fer2013.ts";
import { type GeneratedFile, generateFiles } from "./generate_files.ts";
import { listNamedFiles } from "./list_named_files.ts";

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
  reference: "drawn by Duygu; figures made from it say nothing about faces",
  howToGet: "It is generated when asked for.",
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
