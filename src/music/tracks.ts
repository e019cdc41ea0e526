/** What is known of a piece of music, and a list of such pieces. */
import { join } from "node:path";
import { z } from "zod";
import { numberInCell, parseCsv } from "../base/csv.ts";
import { pathExists, readText, sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { dataRoots } from "../data/files.ts";
import { languageCode } from "./song_languages.ts";
import madeUpTable from "./made_up_tracks.csv" with { type: "text" };

/** A piece of music with the features that choosing needs. */
export interface Track {
  /** Unique in its list. */
  id: string;
  /** The title of the piece. */
  name: string;
  /** Names of the artists, the main one first, divided by "; "; empty where unknown. */
  artist: string;
  /** Year of release; null where unknown. */
  year: number | null;
  /** Length in milliseconds; null where unknown. */
  durationMs: number | null;
  /** Beats a minute. */
  tempo: number;
  /** Pitch class of the key: 0 C, 1 C♯, … 11 B; null where unknown. */
  key: number | null;
  /** The mode of the key. */
  mode: "major" | "minor";
  /** How positive it sounds, 0 to 1. */
  valence: number;
  /** How intense and active it sounds, 0 to 1. */
  energy: number;
  /** Whether its words are for grown-ups; undefined where the list does not tell. */
  explicit?: boolean;
  /** What it is sung in, a code of ISO 639; undefined where the list does not tell. */
  language?: string;
}

/** Tracks to choose from. */
export interface TrackList {
  /** In the order of the file. */
  tracks: Track[];
  /** The file, or "made-up tracks". */
  source: string;
  /** True for the tracks that Duygu carries itself, which do not exist. */
  madeUp: boolean;
  /** Rows of the file without all the features. */
  leftOut: number;
  /** What tracks were called by earlier versions → their id, where it is another now. */
  formerIds?: ReadonlyMap<string, string>;
}

/** Columns by the names that public tables of music use; the first that is there counts. */
const columnNames = {
  id: ["track_id", "id", "uri"],
  name: ["name", "track_name", "title"],
  artist: ["artist", "artists", "artist_name", "artist(s)_name"],
  year: ["release_date", "album_release_date", "year", "released_year"],
  durationMs: ["duration_ms"],
  tempo: ["tempo", "bpm"],
  key: ["key"],
  mode: ["mode"],
  // Per cent where the name says so.
  valence: ["valence", "valence_%"],
  energy: ["energy", "energy_%"],
  explicit: ["explicit", "is_explicit"],
  language: ["language", "lang", "track_language", "song_language"],
} as const;

type Column = keyof typeof columnNames;

const needed: Column[] = ["tempo", "mode", "valence", "energy"];

/** What mode can be in a table: the Web API's number (1 is major) or a word. */
const modes: Record<string, Track["mode"]> = {
  "0": "minor",
  "0.0": "minor",
  "1": "major",
  "1.0": "major",
  minor: "minor",
  major: "major",
};

/** As tables say it; anything else tells nothing. */
const yesOrNo: Record<string, boolean> = { true: true, "1": true, false: false, "0": false };

const share = z.number().min(0).max(1);
const featuresSchema = z.object({
  tempo: z.number().positive().max(1000),
  valence: share,
  energy: share,
});

/** The tracks of a table. */
interface ParsedTracks {
  tracks: Track[];
  /** Rows where a feature is empty or the tempo is 0, which stands for "undetermined". */
  leftOut: number;
  /** Tracks of tables without ids were called by the row's number. */
  formerIds: Map<string, string>;
}

/**
 * Parses `text`, which `source` names in errors. A song that stands there twice (same name, same
 * artist) is taken once. Throws UserError where a column is missing, a value makes no sense, or no
 * row is left.
 */
export function parseTracks(text: string, source: string): ParsedTracks {
  const { rows: [header = [], ...rows], decimalComma } = parseCsv(text, source);
  const at = findColumns(header, source);
  const tracks = new Map<string, Track>();
  const formerIds = new Map<string, string>();
  let leftOut = 0;
  for (const [index, cells] of rows.entries()) {
    const cell = (column: Column) => cells[at[column]] ?? "";
    const number = (column: Column) =>
      numberInCell(cell(column), { decimalComma }) / (header[at[column]]?.endsWith("%") ? 100 : 1);
    if (needed.some((column) => cell(column) === "") || number("tempo") === 0) {
      leftOut++;
      continue;
    }
    const track = parseTrack({ cell, number }, index, source);
    const song = JSON.stringify([track.name, track.artist]).toLowerCase();
    if (tracks.has(song)) continue;
    tracks.set(song, track);
    if (cell("id") === "" && cell("name") !== "") formerIds.set(rowId(index), track.id);
  }
  if (tracks.size === 0) {
    throw new UserError(`Expected ${source} to hold tracks, but no row has all features`);
  }
  return { tracks: [...tracks.values()], leftOut, formerIds };
}

/** Line 1 is the header; cells that span lines make this a row's number, not always a line's. */
function rowId(index: number): string {
  return `row-${index + 2}`;
}

/** Column → its place in the header, -1 where it is missing. */
function findColumns(header: string[], source: string): Record<Column, number> {
  const lower = header.map((name) => name.toLowerCase());
  const entries = Object.entries(columnNames).map(([column, names]) => {
    const found = names.find((name) => lower.includes(name));
    return [column, found === undefined ? -1 : lower.indexOf(found)] as const;
  });
  const places = Object.fromEntries(entries) as Record<Column, number>;
  const missing = needed.find((column) => places[column] < 0);
  if (missing !== undefined) {
    throw new UserError(
      `Expected ${source} to have the column ${columnNames[missing].join(" or ")}, but found ` +
        (header.length ? header.join(", ") : "nothing"),
    );
  }
  return places;
}

/** A row's cells by column, as text and as number. */
interface Row {
  cell(column: Column): string;
  /** NaN where the cell holds none. */
  number(column: Column): number;
}

function parseTrack({ cell, number }: Row, index: number, source: string): Track {
  const row = index + 2;
  const features = featuresSchema.safeParse({
    tempo: number("tempo"),
    valence: number("valence"),
    energy: number("energy"),
  });
  if (!features.success) {
    const { path: [field], message } = features.error.issues[0];
    const found = cell(field as Column);
    throw new UserError(`${source} row ${row} ${String(field)}: ${message}, but found "${found}"`);
  }
  const mode = Object.hasOwn(modes, cell("mode").toLowerCase())
    ? modes[cell("mode").toLowerCase()]
    : undefined;
  if (mode === undefined) {
    throw new UserError(
      `Expected ${source} row ${row} mode to be 1 (major) or 0 (minor), but found "${
        cell("mode")
      }"`,
    );
  }
  const year = /^\d{4}/.exec(cell("year"))?.[0];
  const key = number("key");
  const explicit = cell("explicit").toLowerCase();
  const language = languageCode(cell("language"));
  const artist = artistsIn(cell("artist"));
  // Likes are kept by id: what has none is known by its title, wherever its row moves to.
  const ownId = cell("name") === "" ? rowId(index) : songId(cell("name"), artist);
  return {
    id: cell("id") || ownId,
    name: cell("name") || `row ${row}`,
    artist,
    year: year === undefined ? null : Number(year),
    durationMs: number("durationMs") || null,
    ...features.data,
    // Some tables have -1 where the key is undetermined, or names such as "A#".
    key: Number.isInteger(key) && key >= 0 && key <= 11 ? key : null,
    mode,
    ...Object.hasOwn(yesOrNo, explicit) ? { explicit: yesOrNo[explicit] } : {},
    ...language === undefined ? {} : { language },
  };
}

function songId(name: string, artist: string): string {
  return sha256(JSON.stringify([name, artist]).toLowerCase()).slice(0, 16);
}

/** `ids` as the tracks of `list` are called now. */
export function currentIds({ formerIds }: TrackList, ids: readonly string[]): string[] {
  return ids.map((id) => formerIds?.get(id) ?? id);
}

/**
 * "A; B" of a cell that holds a list as Python prints it, "['A', \"B\"]"; other cells as they are.
 */
function artistsIn(cell: string): string {
  if (!/^\[.*\]$/s.test(cell)) return cell;
  const names = [...cell.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)]
    .map(([, single, double]) => (single ?? double).replace(/\\(.)/gs, "$1").trim());
  return names.length ? names.join("; ") : cell;
}

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
