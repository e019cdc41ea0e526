/** In: a photo's path, or none. Out: the photo, or a drawn one with a banner that says so. */
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { drawFaces, drawnExpressions } from "../data/corpora/synthetic_faces.ts";
import { dataRoots } from "../data/files.ts";
import { readPhoto } from "../facecnn/predict_photo.ts";
import { showBanner } from "./show_note.ts";

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
 * banner that says so. Throws UserError where the photo that was asked for is missing.
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
