/**
 * ANAD as published: one-second segments `1sec_segmented_partN/…/V7_1 (140).wav` with their classes
 * in ANAD.csv, or segments in class folders, or only the table ANAD_Normalized.csv of 24 features.
 */
import { basename, join } from "node:path";
import { pathExists, sha256 } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";
import type { CorpusInfo, CorpusLayout, CorpusListing } from "../corpus_layout.ts";
import { readCsv, readFeatureTable } from "../feature_table.ts";
import { listFoldersLike, withoutExtension } from "../files.ts";
import { listNamedFiles, type NameReading, refusals } from "./named_files.ts";

/** Paper S section 2.1 and table 1. (The data set's page counts 1384 segments.) */
export const anadInfo: CorpusInfo = {
  id: "anad",
  title: "ANAD",
  language: "Arabic",
  classes: ["angry", "happy", "surprised"],
  publishedCounts: { angry: 741, happy: 505, surprised: 137 },
  paperParts: { train: 900, validation: 138, test: 345 },
  reference: "Klaylat et al., 2018, Arabic Natural Audio Dataset, doi 10.17632/xm232yxf7t.1",
  howToGet:
    "Run `data get anad` for its table of features; or download the Arabic Natural Audio Dataset from Mendeley Data " +
    "(doi 10.17632/xm232yxf7t.1) or its authors' Kaggle page and run `data import anad SRC`.",
  officialFolder: "ANAD",
  synthetic: false,
};

const FOLDER = /^(anad\b|arabic.?natural.?audio)/i;
const LABEL_TABLE = "ANAD.csv";
const FEATURE_TABLE = "ANAD_Normalized.csv";
/** A segment, "V7_1 (140)": video, turn, second. Whole videos and turns are not segments. */
const SEGMENT = /^(V\d+)_\d+ ?\(\d+\)$/i;

/** See {@link CorpusLayout}. */
export const anad: CorpusLayout = { info: anadInfo, tableName: FEATURE_TABLE, findRoot, list };

async function findRoot(folder: string): Promise<string | undefined> {
  const [inside] = await listFoldersLike(folder, FOLDER);
  if (inside) return join(folder, inside);
  if (FOLDER.test(basename(folder))) return folder;
  for (const table of [LABEL_TABLE, FEATURE_TABLE]) {
    if (pathExists(join(folder, table))) return folder;
  }
  return undefined;
}

async function list(root: string): Promise<CorpusListing> {
  const labels = await readLabels(join(root, LABEL_TABLE));
  const listing = await listNamedFiles(root, (path) => readAnadName(path, labels));
  if (listing.kind === "audio" && listing.files.length) return listing;
  const table = join(root, FEATURE_TABLE);
  if (!pathExists(table)) {
    throw new UserError(
      `Expected ${root} to hold ANAD's segments with ${LABEL_TABLE}, or ${FEATURE_TABLE}, ` +
        (listing.problems.length ? `but ${refusals(listing.problems)}` : "but found neither"),
    );
  }
  return { kind: "features", root, table, ...await listRows(table), problems: listing.problems };
}

/**
 * Reads "1sec_segmented_part3/1sec_segmented_part3/V7_1 (140).wav". The class comes from
 * `labels` (by segment), else from a class folder. The video stands for the speaker: it is the
 * smallest unit that surely keeps a speaker's seconds together.
 */
function readAnadName(relativePath: string, labels: Map<string, string>): NameReading {
  const parts = withoutExtension(relativePath).split("/");
  const file = parts.at(-1)!;
  const folder = parts.slice(0, -1).map((part) => part.toLowerCase())
    .find((part) => anadInfo.classes.includes(part));
  const segment = SEGMENT.exec(file);
  if (!segment && !folder) return { ignored: true };
  const label = labels.get(file.toLowerCase()) ?? folder;
  if (!label) return { refusal: `has no row in ${LABEL_TABLE} and lies in no class folder` };
  if (!anadInfo.classes.includes(label)) {
    return { refusal: `has the class ${label}; expected ${anadInfo.classes.join(", ")}` };
  }
  const speaker = segment ? segment[1].toUpperCase() : "";
  return { clip: { id: file, label, speaker, text: "", repetition: "" } };
}

/** Classes by segment from ANAD.csv, whose names may carry quotes and an extension. */
async function readLabels(path: string): Promise<Map<string, string>> {
  if (!pathExists(path)) return new Map();
  const [header, ...rows] = await readCsv(path);
  const names = header.map((name) => name.toLowerCase());
  const nameAt = names.indexOf("name");
  const labelAt = names.indexOf("emotion");
  if (nameAt < 0 || labelAt < 0) {
    throw new UserError(`Expected ${path} to have the columns name and Emotion, but it does not`);
  }
  return new Map(rows.map((cells) => {
    const name = withoutExtension(cells[nameAt].replace(/^['"]+|['"]+$/g, ""));
    return [name.toLowerCase(), cells[labelAt].toLowerCase()];
  }));
}

async function listRows(path: string) {
  const table = await readFeatureTable(path);
  const strange = table.labels.findIndex((label) => !anadInfo.classes.includes(label));
  if (strange >= 0) {
    throw new UserError(
      `Expected line ${strange + 2} of ${path} to be one of ${anadInfo.classes.join(", ")}, ` +
        `but found ${table.labels[strange]}`,
    );
  }
  const rows = table.ids.map((id, row) => ({
    id,
    label: table.labels[row],
    speaker: "",
    text: "",
    repetition: "",
    sha256: sha256(table.rowTexts[row]),
  }));
  return { rows };
}
