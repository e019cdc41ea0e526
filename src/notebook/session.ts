import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { drawFaces, drawnExpressions } from "../data/corpora/synthetic_faces.ts";
import type { Corpus } from "../data/corpus.ts";
import { dataRoots } from "../data/files.ts";
import { findCorpus, requireCorpus } from "../data/find_corpus.ts";
import { corpusInfo } from "../data/registry.ts";
import { type EngineName, selectEngine } from "../engine/select_engine.ts";
import { readPhoto } from "../facecnn/predict_photo.ts";
import { showBanner, showNote } from "./display.ts";
import { notebookFolderVariable } from "./kernel.ts";
import { richCorpus } from "./rich_objects.ts";

/**
 * Starts what networks are computed with, once for the whole notebook; see selectEngine. Throws
 * UserError where it does not start or another one runs already, and where no notebook runs.
 *
 * @example
 * ```ts
 * await startEngine("auto");
 * ```
 */
export async function startEngine(engine: EngineName = "auto"): Promise<void> {
  const notes: Promise<void>[] = [];
  const say = (sentence: string) => void notes.push(showNote(sentence));
  const { engine: name, version, devices, threads } = await selectEngine({ engine, say });
  await Promise.all(notes);
  await showNote(`Engine: ${name} ${version} on ${devices.join(", ")}, ${threads} threads`);
}

/**
 * The folder in which the running notebook lies. The kernel itself runs in the project's folder;
 * `Deno.chdir(notebookFolder())` makes paths relative to the notebook instead. Throws UserError
 * outside of Duygu's kernel.
 */
export function notebookFolder(): string {
  const folder = Deno.env.get(notebookFolderVariable);
  if (folder) return folder;
  throw new UserError('Expected to run in the kernel "Duygu (Deno)", but do not');
}

/** Generated data by what they stand for, and what does not follow from them. */
const standIns = {
  audio: { id: "synthetic", what: "generated voices, not people", of: "speech" },
  images: { id: "synthetic-faces", what: "drawn faces, not photos", of: "faces" },
} as const;

/** How a corpus is opened. */
export interface OpenCorpusOptions {
  /** The folder of the data sets; see dataRoots for what is tried without it. */
  dataRoot?: string;
  /** What the notebook is about; "audio" by default. */
  kind?: "audio" | "images";
}

/**
 * The corpus `id` where it is on this machine and of the notebook's kind, else the generated one; a
 * banner below the cell says which, and that nothing about people follows from it. The clips
 * show themselves: a recording as a player with its spectrogram, a picture enlarged. Throws
 * UserError for an unknown id, or where no notebook runs.
 *
 * @example
 * ```ts
 * const corpus = await openCorpus("turev");
 * corpus.clips[0]
 * ```
 */
export async function openCorpus(
  id: string,
  { dataRoot, kind = "audio" }: OpenCorpusOptions = {},
): Promise<Corpus> {
  const options = { dataRoot: dataRoot || undefined, quiet: true };
  const found = await findCorpus(id, options);
  if (found?.kind === kind && !found.synthetic) {
    const { title, clips, classes } = found;
    const noun = kind === "audio" ? "clips" : "pictures";
    await showNote(`${title}: ${clips.length} ${noun}, ${classes.join(", ")}`);
    return richCorpus(found);
  }
  const standIn = standIns[kind];
  await showBanner(
    `SYNTHETIC data: ${standIn.what}. What follows shows how things work; its figures say ` +
      `nothing about ${standIn.of}.${missingText(id, found)}`,
  );
  const { synthetic = false } = found ?? {};
  const generated = found && synthetic && found.kind === kind
    ? found
    : await requireCorpus(standIn.id, options);
  return richCorpus(generated);
}

/** Why the corpus that was requested is not taken; nothing where it is generated itself. */
function missingText(id: string, found: Corpus | undefined): string {
  if (found?.synthetic) return "";
  if (found) return ` ${found.title} is of another kind.`;
  const { title, howToGet } = corpusInfo(id);
  return ` ${title} was not found. ${howToGet}`;
}

/** Photos that are tried below the data's folder `faces`. */
const NAMES = ["two_people.jpg", "astronaut.png"];

/** A photo's content and where it is from. */
export interface OpenedPhoto {
  /** The path, or "drawn faces". */
  name: string;
  /** The file's content. */
  bytes: Uint8Array;
  /** Whether the faces are drawn and none was photographed. */
  synthetic: boolean;
}

/**
 * The photo at `path`; without one a photo from `faces` among the data, else two drawn faces with a
 * banner that says so. Throws UserError where the photo that was requested is missing.
 *
 * @example
 * ```ts
 * const photo = await openPhoto("me.jpg");
 * ```
 */
export async function openPhoto(path?: string, dataRoot?: string): Promise<OpenedPhoto> {
  const found = path || await photoAmongData(dataRoot);
  if (found) return { ...await readPhoto(found), synthetic: false };
  await showBanner("SYNTHETIC photo: drawn faces, for no photo was found.");
  const { happy, surprise } = drawnExpressions;
  const bytes = drawFaces(640, 400, [
    { expression: happy, x: 200, y: 200, width: 160 },
    { expression: surprise, x: 450, y: 205, width: 150, skin: 160 },
  ]);
  return { name: "drawn faces", bytes, synthetic: true };
}

async function photoAmongData(dataRoot?: string): Promise<string | undefined> {
  const roots = await dataRoots(dataRoot || undefined);
  return roots.flatMap((root) => NAMES.map((name) => join(root, "faces", name))).find(pathExists);
}
