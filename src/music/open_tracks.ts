/**
 * In: --tracks, or the folders of data. Out: a list of music: the file that was named, else
 * music/tracks.csv among the data, else the made-up tracks that Duygu carries itself.
 */
import { join } from "node:path";
import { pathExists, readText } from "../base/files.ts";
import { dataRoots } from "../data/files.ts";
import madeUpTable from "./made_up_tracks.csv" with { type: "text" };
import { parseTracks } from "./parse_tracks.ts";
import type { TrackList } from "./track.ts";

/** Where to look for music. */
export interface TrackOptions {
  /** A CSV file. */
  file?: string;
  /** The folder of --data. */
  dataRoot?: string;
}

/**
 * Opens a list of music. Throws UserError where the named file is missing or malformed.
 *
 * @example
 * ```ts
 * const { tracks } = await openTracks({ file: "my_music.csv" });
 * ```
 */
export async function openTracks({ file, dataRoot }: TrackOptions = {}): Promise<TrackList> {
  const found = file ?? await tableAmongData(dataRoot);
  if (found === undefined) return madeUpTracks();
  const text = await readText(found, "a CSV table of music");
  return { ...parseTracks(text, found), source: found, madeUp: false };
}

/** The tracks that Duygu carries itself: none of them exists, and their names say so. */
export function madeUpTracks(): TrackList {
  const source = "made-up tracks";
  return { ...parseTracks(madeUpTable, source), source, madeUp: true };
}

async function tableAmongData(dataRoot?: string): Promise<string | undefined> {
  const roots = await dataRoots(dataRoot);
  return roots.map((root) => join(root, "music", "tracks.csv")).find(pathExists);
}
