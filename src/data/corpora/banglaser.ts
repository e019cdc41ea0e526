/** BanglaSER: files named `03-01-05-01-02-03-07.wav` in one folder for each actor. */
import { basename, join } from "node:path";
import type { CorpusInfo, CorpusLayout, CorpusListing } from "../corpus_layout.ts";
import { listFoldersLike, withoutExtension } from "../files.ts";
import { listNamedFiles, type NameReading, requireClips } from "./named_files.ts";

/** Paper S section 2.1 and table 1. */
export const banglaserInfo: CorpusInfo = {
  id: "banglaser",
  title: "BanglaSER",
  language: "Bangla",
  classes: ["angry", "happy", "sad", "surprised", "neutral"],
  publishedCounts: { angry: 306, happy: 306, sad: 306, surprised: 306, neutral: 243 },
  paperParts: { train: 955, validation: 146, test: 366 },
  reference: "Das et al., 2022, BanglaSER: a speech emotion recognition dataset for the Bangla " +
    "language, doi 10.17632/t9h6p943xy",
  howToGet:
    "Run `data get banglaser`; or download BanglaSER from Mendeley Data (doi 10.17632/t9h6p943xy) and run " +
    "`data import banglaser SRC`.",
  officialFolder: "BanglaSER",
  synthetic: false,
};

/** The third number of a name, as the data set's page lists it. */
const EMOTIONS: Record<string, string> = {
  "01": "happy",
  "02": "sad",
  "03": "angry",
  "04": "surprised",
  "05": "neutral",
};
const FOLDER = /^bangla.?ser/i;
const ACTORS = 34;

/** See {@link CorpusLayout}. */
export const banglaser: CorpusLayout = { info: banglaserInfo, findRoot, list };

async function findRoot(folder: string): Promise<string | undefined> {
  const [inside] = await listFoldersLike(folder, FOLDER);
  if (inside) return join(folder, inside);
  return FOLDER.test(basename(folder)) ? folder : undefined;
}

async function list(root: string): Promise<CorpusListing> {
  const listing = await listNamedFiles(root, readBanglaserName);
  requireClips(listing, ".wav or .flac files named like 03-01-05-01-02-03-07");
  return listing;
}

/**
 * Reads "Actor 07/03-01-05-01-02-03-07.wav": modality, vocal channel, emotion, intensity,
 * statement, repetition, actor (odd numbers are men, even ones women). A name is unique in the
 * corpus, so that the id is the name alone, whatever the folders are called.
 */
export function readBanglaserName(relativePath: string): NameReading {
  const file = withoutExtension(relativePath).split("/").at(-1)!;
  if (!/^\d\d(-\d\d){6}$/.test(file)) {
    return { refusal: "is not named by seven two-digit numbers such as 03-01-05-01-02-03-07" };
  }
  const [, , emotion, , statement, repetition, actor] = file.split("-");
  const label = EMOTIONS[emotion];
  if (!label) return { refusal: `has the emotion code ${emotion}; expected 01 to 05` };
  if (Number(actor) < 1 || Number(actor) > ACTORS) {
    return { refusal: `has the actor ${actor}; expected 01 to ${ACTORS}` };
  }
  const sex = Number(actor) % 2 === 1 ? "male" : "female";
  return { clip: { id: file, label, speaker: actor, text: statement, repetition, sex } };
}
