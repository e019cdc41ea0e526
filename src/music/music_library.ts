/** One's own music: audio files of a folder, with their tags and what they sound like. */
import { basename, extname, join, resolve, sep } from "node:path";
import { parseBuffer } from "music-metadata";
import { z } from "zod";
import { csvLine } from "../base/csv.ts";
import {
  cacheFolder,
  isFolder,
  pathExists,
  sha256,
  unreadableFile,
  writeFileWhole,
} from "../base/files.ts";
import { startProgress } from "../base/progress.ts";
import { UserError } from "../base/user_error.ts";
import { listFiles } from "../data/files.ts";
import { decodeAudio } from "../data/audio/read_audio.ts";
import { languageCode } from "./song_languages.ts";
import { estimateMood, soundFeatures } from "./sound_features.ts";
import type { Track, TrackList } from "./tracks.ts";

/** A piece of one's own. */
export interface OwnTrack extends Track {
  /** Within the folder. */
  path: string;
}

/** What a folder holds. */
export interface MusicLibrary extends TrackList {
  tracks: OwnTrack[];
  /** Absolute. */
  folder: string;
  /** Files that could not be read, or sound as another does, and why. */
  failed: { path: string; why: string }[];
  /** Real paths of the tracks that links lead to, out of the folder. */
  linked?: ReadonlySet<string>;
}

const share = z.number().min(0).max(1);
const entrySchema = z.object({
  size: z.number(),
  modified: z.number(),
  /** Of the file's bytes: a file that was moved is not measured again. */
  sha256: z.string(),
  /** Null for what could not be read. */
  track: z.object({
    /** Of its sound: see soundId. */
    id: z.string(),
    /** Empty where the tags have none. */
    name: z.string(),
    artist: z.string(),
    year: z.int().nullable(),
    durationMs: z.number().nullable(),
    tempo: z.number().positive(),
    key: z.int().min(0).max(11),
    mode: z.enum(["major", "minor"]),
    valence: share,
    energy: share,
    language: z.string().optional(),
  }).strict().nullable(),
  why: z.string(),
}).strict();
const indexSchema = z.object({ version: z.int(), files: z.record(z.string(), entrySchema) })
  .strict();

type Entry = z.infer<typeof entrySchema>;

/** Raised where what is measured changes: older indexes are made anew. */
const VERSION = 2;

/** How a folder is indexed. */
interface IndexOptions {
  quiet?: boolean;
  /** Ends indexing after the file at hand; what was measured is kept. */
  signal?: AbortSignal;
}

/**
 * Tags and sound of all audio files in `folder`, found as {@link listFiles} does. What was measured
 * is kept in the cache folder; files that have not changed since are not read again, and those that were only
 * moved or renamed not measured again. Files that cannot be read are listed, not refused.
 *
 * @throws UserError where there is no folder, or no audio file in it
 */
export async function indexMusic(
  folder: string,
  { quiet = false, signal }: IndexOptions = {},
): Promise<MusicLibrary> {
  if (!await isFolder(folder)) {
    throw new UserError(`Expected a folder of music at ${folder}, but there is none`);
  }
  const root = resolve(folder);
  const { files: found, oddities } = await listFiles(root, "audio");
  if (found.length === 0) {
    throw new UserError(
      `Expected audio files, such as .mp3, .flac or .m4a, in ${folder}, but there is none`,
    );
  }
  const paths = found.map((path) => path.split("/").join(sep));
  const index = cacheFolder("music", `${sha256(root).slice(0, 16)}.json`);
  const known = await readIndex(index);
  const files: Record<string, Entry> = {};
  const byContent = new Map(Object.values(known).map((entry) => [entry.sha256, entry]));
  const save = () => writeFileWhole(index, JSON.stringify({ version: VERSION, files }));
  const progress = startProgress({ title: "music", total: paths.length, quiet });
  try {
    for (const [at, path] of paths.entries()) {
      const { size, mtime } = await Deno.stat(join(root, path));
      const modified = mtime?.getTime() ?? 0;
      const before = known[path];
      const isKnown = before?.size === size && before.modified === modified;
      files[path] = isKnown ? before : {
        size,
        modified,
        ...await readEntry(root, path, byContent),
      };
      progress.update(at + 1, basename(path));
      signal?.throwIfAborted();
    }
  } finally {
    progress.stop();
    await save();
  }
  const unread = oddities.filter(({ skipped }) => skipped)
    .map(({ relativePath, problem }) => ({ path: relativePath, why: `It ${problem}` }));
  const library = { ...libraryOf(root, files, unread), source: folder, madeUp: false };
  return { ...library, linked: await realPathsOutside(root, library.tracks) };
}

async function realPathsOutside(folder: string, tracks: readonly OwnTrack[]): Promise<Set<string>> {
  const root = await Deno.realPath(folder);
  const real = await Promise.all(
    // One may be gone since it was read.
    tracks.map(({ path }) => Deno.realPath(join(folder, path)).catch(() => root + sep)),
  );
  return new Set(real.filter((path) => !path.startsWith(root + sep)));
}

function libraryOf(
  folder: string,
  files: Record<string, Entry>,
  unread: MusicLibrary["failed"],
) {
  const tracks = new Map<string, OwnTrack>();
  const failed = [...unread];
  const formerIds = new Map<string, string>();
  for (const [path, { track, why }] of Object.entries(files)) {
    if (!track) {
      failed.push({ path, why });
      continue;
    }
    // Ids were made of paths; likes that browsers keep under them find their track by this.
    formerIds.set(sha256(path).slice(0, 16), track.id);
    const same = tracks.get(track.id);
    if (same) failed.push({ path, why: `It sounds as ${same.path} does` });
    else {
      const name = track.name || basename(path, extname(path));
      tracks.set(track.id, { ...track, name, path });
    }
  }
  return { folder, tracks: [...tracks.values()], failed, leftOut: failed.length, formerIds };
}

/** An index that is none of today's is as good as none. */
async function readIndex(path: string): Promise<Record<string, Entry>> {
  if (!pathExists(path)) return {};
  try {
    const { version, files } = indexSchema.parse(JSON.parse(await Deno.readTextFile(path)));
    return version === VERSION ? files : {};
  } catch {
    return {};
  }
}

/** What is known of a file's sound and tags; `known` by the bytes of files. */
async function readEntry(
  root: string,
  path: string,
  known: ReadonlyMap<string, Entry>,
): Promise<Pick<Entry, "sha256" | "track" | "why">> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(join(root, path));
  } catch (error) {
    // It may be gone since it was listed, or not to be read.
    return { sha256: "", track: null, why: unreadableFile(path, error, "music").message };
  }
  const digest = sha256(bytes);
  const track = known.get(digest)?.track;
  // What is wrong with a file is told with its path of now.
  return { sha256: digest, ...track ? { track, why: "" } : await measure(bytes, path) };
}

async function measure(
  bytes: Uint8Array,
  path: string,
): Promise<Pick<Entry, "track" | "why">> {
  try {
    const { samples, sampleRateHz, durationS } = await decodeAudio(bytes, path);
    const sound = soundFeatures(samples, sampleRateHz);
    const { tempo, key, mode } = sound;
    const tags = await readTags(bytes);
    return {
      track: {
        id: soundId(samples),
        ...tags,
        durationMs: Math.round(1000 * durationS),
        tempo,
        key,
        mode,
        ...estimateMood(sound),
      },
      why: "",
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { track: null, why: error.message };
  }
}

/**
 * An id that follows the sound wherever its file moves, whatever it is called and tagged: likes are
 * kept under it. The same sound coded anew has another one.
 */
function soundId(samples: Float32Array): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return sha256(bytes).slice(0, 16);
}

/** Damaged tags are as good as none. */
async function readTags(bytes: Uint8Array) {
  const none = { name: "", artist: "", year: null };
  try {
    const { common } = await parseBuffer(bytes, undefined, { skipCovers: true });
    const language = languageCode(common.language ?? "");
    return {
      name: common.title ?? "",
      artist: common.artists?.join("; ") ?? common.artist ?? "",
      year: Number.isInteger(common.year) ? common.year! : null,
      ...language === undefined ? {} : { language },
    };
  } catch {
    return none;
  }
}

/** As a table that `music --tracks` reads. */
export function tracksCsv(tracks: readonly OwnTrack[]): string {
  const header = [
    "id",
    "name",
    "artist",
    "year",
    "duration_ms",
    "tempo",
    "key",
    "mode",
    "valence",
    "energy",
    "language",
    "path",
  ];
  const rows = tracks.map((own) => [
    own.id,
    own.name,
    own.artist,
    own.year ?? "",
    own.durationMs ?? "",
    own.tempo,
    own.key ?? "",
    own.mode,
    own.valence,
    own.energy,
    own.language ?? "",
    own.path,
  ]);
  return [header, ...rows].map((row) => csvLine(row) + "\n").join("");
}
