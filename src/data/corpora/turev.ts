/**
 * TurEV-DB in its official layout: `TurEV-DB/Sound
 * Source/{Angry,Calm,Happy,Sad}/SPEAKER_CODE_word`.
 */
import { basename, join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import type { CorpusInfo, CorpusLayout, CorpusListing } from "../corpus_layout.ts";
import { listFiles, listFolders, listFoldersLike, withoutExtension } from "../files.ts";
import { listNamedFiles, type NameReading } from "./named_files.ts";

/** Paper S section 2.1 and table 1. */
export const turevInfo: CorpusInfo = {
  id: "turev",
  title: "TurEV-DB",
  language: "Turkish",
  classes: ["angry", "calm", "happy", "sad"],
  publishedCounts: { angry: 487, calm: 408, happy: 357, sad: 483 },
  paperParts: { train: 1129, validation: 173, test: 433 },
  reference: "Canpolat et al., 2020, Turkish Emotion Voice Database (TurEV-DB)",
  howToGet:
    "Run `data get turev`; or clone the authors' public TurEV-DB repository, or take its archive, " +
    "and run `data import turev SRC`.",
  officialFolder: "TurEV-DB/Sound Source",
  synthetic: false,
};

/** The codes in the file names: kızgın, sakin, mutlu, hüzünlü. */
const CODES: Record<string, string> = { kz: "angry", sk: "calm", mt: "happy", hl: "sad" };
const NAME = /^(\d+)_([a-z]{2})_([a-z]+?)(\d*)$/i;

/** See {@link CorpusLayout}. */
export const turev: CorpusLayout = { info: turevInfo, findRoot, list };

async function findRoot(folder: string): Promise<string | undefined> {
  if (basename(folder).toLowerCase() === "sound source") return folder;
  const inside = await listFoldersLike(folder, /^sound source$/i);
  if (inside.length) return join(folder, inside[0]);
  for (const name of await listFoldersLike(folder, /^turev/i)) {
    // An archive unpacked into a folder of its own name has the corpus one folder deeper.
    return await findRoot(join(folder, name)) ?? join(folder, name);
  }
  return await holdsClassFolders(folder) ? folder : undefined;
}

async function holdsClassFolders(folder: string): Promise<boolean> {
  const names = (await listFolders(folder)).map((name) => name.toLowerCase());
  return turevInfo.classes.every((label) => names.includes(label));
}

async function list(root: string): Promise<CorpusListing> {
  const folders = await listFolders(root);
  const found: string[] = [];
  for (const label of turevInfo.classes) {
    const official = label[0].toUpperCase() + label.slice(1);
    const folder = folders.find((name) => name.toLowerCase() === label);
    const what = `Expected ${turevInfo.officialFolder}/${official} to hold .wav or .flac files`;
    if (!folder) throw new UserError(`${what}, but ${join(root, official)} is missing`);
    if (!(await listFiles(join(root, folder), "audio")).files.length) {
      throw new UserError(`${what}, but it is empty`);
    }
    found.push(folder);
  }
  return await listNamedFiles(root, readTurevName, found);
}

/**
 * Reads "Angry/1157_kz_acik.wav". The folder gives the class, for the published counts are counts
 * of the folders; a code that contradicts it is a remark. A digit after the word (the one file
 * 7895_hl_ogul1) marks a take, so that the word stays the same.
 */
export function readTurevName(relativePath: string): NameReading {
  const [folder, file] = withoutExtension(relativePath).split("/");
  const match = NAME.exec(file ?? "");
  if (!match) return { refusal: "is not named SPEAKER_CODE_word" };
  const [, speaker, code, word, repetition] = match;
  const label = folder.toLowerCase();
  const official = label[0].toUpperCase() + label.slice(1);
  const clip = {
    id: `${official}/${file}`,
    label,
    speaker,
    text: word.toLowerCase(),
    repetition,
  };
  if (CODES[code.toLowerCase()] !== label) {
    return { clip, remark: `lies in ${folder}, but its code is ${code}` };
  }
  return repetition ? { clip, remark: `has a number after its word ${word}` } : { clip };
}
