/**
 * TESS in its official layout: `TESS/{OAF,YAF}_{emotion}/{OAF,YAF}_word_emotion`; the spelling of
 * the folders varies in the official download and in copies, and is read leniently.
 */
import { basename, join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import type { CorpusInfo, CorpusLayout, CorpusListing } from "../corpus_layout.ts";
import { listFiles, listFolders, listFoldersLike, withoutExtension } from "../files.ts";
import { listNamedFiles, type NameReading, requireClips } from "./named_files.ts";

/** Paper S section 2.1 and table 1; the paper draws 2199 of the 2800 clips. */
export const tessInfo: CorpusInfo = {
  id: "tess",
  title: "TESS",
  language: "English",
  classes: ["fear", "surprised", "sad", "angry", "disgust", "happy", "neutral"],
  publishedCounts: {
    fear: 400,
    surprised: 400,
    sad: 400,
    angry: 400,
    disgust: 400,
    happy: 400,
    neutral: 400,
  },
  paperParts: { train: 1431, validation: 219, test: 549 },
  reference: "Pichora-Fuller & Dupuis, 2020, Toronto emotional speech set (TESS)",
  howToGet:
    "Run `data get tess`; or download the Toronto emotional speech set from the University of Toronto's " +
    "Dataverse and run `data import tess SRC`.",
  officialFolder: "TESS",
  synthetic: false,
};

const FOLDER = /^(OAF|YAF)_(angry|disgust|fear|happy|neutral|pleasant_surprised?|ps|sad)$/i;
const NAME = /^(OAF?|YAF?)_([a-z]+)_(angry|disgust|fear|happy|neutral|ps|sad)$/i;

/** Years of the two actresses, "older" and "younger adult female", as the data set's page states. */
const AGES: Record<string, string> = { OAF: "64", YAF: "26" };

/** See {@link CorpusLayout}. */
export const tess: CorpusLayout = { info: tessInfo, findRoot, list };

async function findRoot(folder: string): Promise<string | undefined> {
  if ((await listFoldersLike(folder, FOLDER)).length) return folder;
  if (
    /^(tess|toronto)/i.test(basename(folder)) && (await listFiles(folder, "audio")).files.length
  ) {
    return await deepestSingle(folder);
  }
  for (const name of await listFoldersLike(folder, /^(tess\b|toronto)/i)) {
    return await deepestSingle(join(folder, name));
  }
  return undefined;
}

/** Descends through wrapping folders ("TESS Toronto emotional speech set data/…") to the clips. */
async function deepestSingle(folder: string): Promise<string> {
  for (let depth = 0; depth < 3; depth++) {
    const names = await listFolders(folder);
    if (names.some((name) => FOLDER.test(name)) || names.length !== 1) return folder;
    folder = join(folder, names[0]);
  }
  return folder;
}

async function list(root: string): Promise<CorpusListing> {
  const folders = await listFoldersLike(root, FOLDER);
  for (const folder of folders) {
    if ((await listFiles(join(root, folder), "audio")).files.length) continue;
    throw new UserError(
      `Expected ${tessInfo.officialFolder}/${folder} to hold .wav or .flac files, but it is empty`,
    );
  }
  // A second, nested copy of everything (as one hosted archive has it) is left alone.
  const listing = await listNamedFiles(root, readTessName, folders.length ? folders : [""]);
  requireClips(listing, "TESS's folders such as OAF_angry with .wav or .flac files");
  return listing;
}

/**
 * Reads "OAF_Pleasant_surprise/OAF_back_ps.wav". The folder gives speaker and class where it is
 * one of the official ones, the file's name elsewhere. Ids use one spelling of the folders,
 * lower-case and "pleasant_surprise", so that copies of TESS give the same splits.
 */
export function readTessName(relativePath: string): NameReading {
  const parts = withoutExtension(relativePath).split("/");
  const file = parts.at(-1)!;
  const match = NAME.exec(file);
  if (!match) return { refusal: "is not named SPEAKER_word_emotion" };
  const [, voice, word, code] = match;
  const folder = FOLDER.exec(parts.at(-2) ?? "");
  const named = { speaker: voice.toUpperCase(), emotion: emotionOf(code) };
  const speaker = folder ? folder[1].toUpperCase() : `${named.speaker.slice(0, 2)}F`;
  const emotion = folder ? emotionOf(folder[2]) : named.emotion;
  const clip = {
    id: `${speaker}_${emotion === "surprised" ? "pleasant_surprise" : emotion}/${file}`,
    label: emotion,
    speaker,
    text: word.toLowerCase(),
    repetition: "",
    sex: "female",
    age: AGES[speaker],
  };
  if (named.speaker !== speaker) {
    return { clip, remark: `is named ${voice}_…, but its speaker is ${speaker}` };
  }
  if (named.emotion !== emotion) {
    return { clip, remark: `lies in ${parts.at(-2)}, but is named ${code}` };
  }
  return { clip };
}

function emotionOf(code: string): string {
  const lower = code.toLowerCase();
  return lower === "ps" || lower.startsWith("pleasant") ? "surprised" : lower;
}
