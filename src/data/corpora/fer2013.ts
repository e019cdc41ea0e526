/**
 * FER2013 in its two layouts: Kaggle's folders `FER2013/{train,test}/{class}/*.jpg`, with or
 * without a rows.csv that tells each file's usage and a folder for validation (val, valid or
 * validation), in capital or small letters; and the competition's own fer2013.csv.
 */
import { basename, join } from "node:path";
import { pathExists } from "../../base/files.ts";
import { foldName } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { emotionName } from "../combine_corpora.ts";
import type { OfficialPart } from "../corpus.ts";
import type { CorpusInfo, CorpusLayout, CorpusListing, NamedFile } from "../corpus_layout.ts";
import { readCsv } from "../feature_table.ts";
import { listFolders, listFoldersLike, withoutExtension } from "../files.ts";
import { readPixelRows, tableRowId } from "../images/pixel_table.ts";
import { listNamedFiles, type NameReading } from "./named_files.ts";

/** Goodfellow et al. 2013, section 2; classes in the order of their numbers in fer2013.csv. */
export const fer2013Info: CorpusInfo = {
  id: "fer2013",
  title: "FER2013",
  language: "none",
  classes: ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
  publishedCounts: {
    angry: 4953,
    disgust: 547,
    fear: 5121,
    happy: 8989,
    sad: 6077,
    surprise: 4002,
    neutral: 6198,
  },
  reference: "Goodfellow et al., 2013, Challenges in Representation Learning (FER2013)",
  howToGet:
    "Run `data get fer2013`; or download FER2013 from Kaggle, as folders (“FER-2013”) or as the table of “Challenges " +
    "in Representation Learning”, and run `data import fer2013 SRC`.",
  officialFolder: "FER2013",
  synthetic: false,
};

/** Which part of the competition each usage was. */
const PARTS: Record<string, OfficialPart> = {
  Training: "train",
  PublicTest: "validation",
  PrivateTest: "test",
};
const TABLES = ["fer2013.csv", "icml_face_data.csv"];
/** What the folders are called, in small letters. */
const SIDES: Record<string, "train" | "validation" | "test"> = {
  train: "train",
  training: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  test: "test",
  testing: "test",
};

/** See {@link CorpusLayout}. */
export const fer2013: CorpusLayout = { info: fer2013Info, tableName: TABLES[0], findRoot, list };

async function findRoot(folder: string): Promise<string | undefined> {
  if (await isRoot(folder)) return folder;
  for (const name of await listFoldersLike(folder, /^fer-?2013/i)) {
    const inside = join(folder, name);
    // An archive unpacked into a folder of its own has the corpus one folder deeper.
    const [only, ...others] = await listFolders(inside);
    const deeper = only && !others.length ? join(inside, only) : inside;
    return await isRoot(deeper) ? deeper : inside;
  }
  return undefined;
}

async function isRoot(folder: string): Promise<boolean> {
  if (tableIn(folder)) return true;
  const sides = await sideFolders(folder);
  const train = sides.find((name) => sideOf(name) === "train");
  if (train === undefined || sides.every((name) => sideOf(name) === "train")) return false;
  const classes = await listFolders(join(folder, train));
  const found = classes.map(classOf);
  return fer2013Info.classes.every((label) => found.includes(label)) &&
    (classes.length === fer2013Info.classes.length || /^fer-?2013/i.test(basename(folder)));
}

/** The names of the folders in `root` that are those of parts. */
async function sideFolders(root: string): Promise<string[]> {
  return (await listFolders(root)).filter((name) => sideOf(name) !== undefined);
}

function sideOf(folder: string) {
  const name = foldName(folder);
  return Object.hasOwn(SIDES, name) ? SIDES[name] : undefined;
}

/** The class that a folder is called after, such as "Surprised"; undefined where it is none. */
function classOf(folder: string): string | undefined {
  return fer2013Info.classes.find((label) => emotionName(label) === emotionName(folder));
}

function tableIn(folder: string): string | undefined {
  return TABLES.map((name) => join(folder, name)).find(pathExists);
}

async function list(root: string): Promise<CorpusListing> {
  const folders = await sideFolders(root);
  const table = tableIn(root);
  if (!folders.length && table) return listTable(root, table);
  const { files, problems } = await listNamedFiles(root, readFerName, folders, "images");
  if (files.length) return { kind: "images", root, files: await withParts(files, root), problems };
  throw new UserError(
    `Expected ${root} to hold FER2013's folders train and test with a folder of pictures for ` +
      `each class, or ${TABLES[0]}, but found neither`,
  );
}

/**
 * Reads "train/angry/Training_3908.jpg". The folder gives the class; the part follows from
 * the name's start, where it is one of the usages. Ids use one spelling of the folders, so that
 * copies of FER2013 give the same splits.
 */
export function readFerName(relativePath: string): NameReading {
  const [side, folder, ...files] = relativePath.split("/");
  const file = files.join("/");
  const label = classOf(folder ?? "");
  if (!file || label === undefined) {
    return { refusal: `lies in no folder of a class (${fer2013Info.classes.join(", ")})` };
  }
  const part = PARTS[file.split("_")[0]];
  const id = `${sideOf(side) ?? side}/${label}/${withoutExtension(file)}`;
  return { clip: { id, label, speaker: "", text: "", repetition: "", part } };
}

/** Files whose names tell no part get it from rows.csv, else from the folder. */
async function withParts(files: NamedFile[], root: string): Promise<NamedFile[]> {
  if (files.every(({ part }) => part)) return files;
  const usages = await readUsages(join(root, "rows.csv"));
  return files.map((file) => {
    const { part, relativePath } = file;
    const byFolder = sideOf(relativePath.split("/")[0]) ?? "train";
    return { ...file, part: part ?? PARTS[usages.get(relativePath) ?? ""] ?? byFolder };
  });
}

/** Usage by file from rows.csv; empty where there is none. */
async function readUsages(path: string): Promise<Map<string, string>> {
  if (!pathExists(path)) return new Map();
  const [header, ...rows] = await readCsv(path);
  const [fileAt, usageAt] = ["file", "usage"].map((name) => header.indexOf(name));
  if (fileAt < 0 || usageAt < 0) {
    throw new UserError(`Expected ${path} to have the columns file and usage, but it does not`);
  }
  return new Map(rows.map((cells) => [cells[fileAt], cells[usageAt]]));
}

function listTable(root: string, table: string): CorpusListing {
  const rows = readPixelRows(table).map(({ row, emotion, usage, sha256 }) => {
    const label = fer2013Info.classes[emotion];
    const part = PARTS[usage];
    if (!label || !part) {
      throw new UserError(
        `Expected line ${row + 2} of ${table} to have a class of 0 to 6 and a usage of ` +
          `${Object.keys(PARTS).join(", ")}, but found ${emotion} and ${usage}`,
      );
    }
    return { id: tableRowId(row), label, speaker: "", text: "", repetition: "", part, sha256 };
  });
  return { kind: "images", root, table, rows, problems: [] };
}
