/**
 * What the official recordings and pictures of a corpus decode to, as hashes: whether a download is
 * the corpus that the papers used, whatever its container (WAV or FLAC, tables of a JPEG).
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path/posix";
import { z } from "zod";
import { sha256 } from "../../base/files.ts";
import { inParallel } from "../../base/in_parallel.ts";
import { startProgress } from "../../base/progress.ts";
import { readAudio } from "../audio/read_audio.ts";
import type { Clip, Corpus } from "../corpus.ts";
import { readImage } from "../images/read_image.ts";
import committed from "./manifests.json" with { type: "json" };

const groupSchema = z.strictObject({
  /** How many clips were hashed. */
  clips: z.int().positive(),
  /** SHA-256 over a line "id hash" for each clip, sorted by id. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifestSchema = z.strictObject({
  /** By speaker and class, "1234/angry", or by folder, "train/happy". */
  groups: z.record(z.string(), groupSchema),
  /** Ids of official clips that nobody hashed; they are left out of their group. */
  unchecked: z.array(z.string()),
});

/** Hashes of a corpus's decoded samples or pixels. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Manifests of the corpora that have one, by id; `bench/data_manifests.ts` makes them. */
export const committedManifests: Readonly<Record<string, Manifest>> = z
  .record(z.string(), manifestSchema).parse(committed);

/** One of {@link Manifest}'s groups that is not as it should be. */
export interface GroupFault {
  group: string;
  /** Clips by the manifest; 0 where it has no such group. */
  expected: number;
  /** Clips that were found. */
  found: number;
}

/**
 * Decodes all clips of a corpus of recordings or pictures. A recording's hash is over its sampling
 * rate and its samples mixed to mono (32-bit floats, little-endian), a picture's over its width,
 * height and grey pixels.
 *
 * @param corpus of audio or images
 * @param unchecked ids to leave out
 */
export async function makeManifest(
  { clips, title }: Pick<Corpus, "clips" | "title">,
  { unchecked = [], quiet }: { unchecked?: readonly string[]; quiet?: boolean } = {},
): Promise<Manifest> {
  const left = new Set(unchecked);
  const wanted = clips.filter(({ id }) => !left.has(id));
  const progress = startProgress({ title: `checking ${title}`, total: wanted.length, quiet });
  const hashes = new Map<string, string>();
  try {
    await inParallel(wanted, async (clip, begun) => {
      hashes.set(clip.id, await contentHash(clip));
      progress.update(begun);
    });
  } finally {
    progress.stop();
  }
  const groups: Manifest["groups"] = {};
  // Ids of pictures begin with their folder, such as "train/angry".
  const byGroup = Map.groupBy(
    wanted,
    ({ id, speaker, label }) => speaker ? `${speaker}/${label}` : dirname(id),
  );
  for (const [group, members] of [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = members.map(({ id }) => `${id} ${hashes.get(id)}\n`).sort();
    groups[group] = { clips: members.length, sha256: sha256(lines.join("")) };
  }
  return { groups, unchecked: [...unchecked] };
}

async function contentHash({ path }: Clip): Promise<string> {
  const hash = createHash("sha256");
  if (/\.(jpe?g|png)$/i.test(path)) {
    const { width, height, data } = await readImage(await Deno.readFile(path), path);
    return hash.update(`${width} ${height}\n`).update(data).digest("hex");
  }
  const { samples, sampleRateHz } = await readAudio(path);
  const bytes = new DataView(new ArrayBuffer(4 * samples.length));
  samples.forEach((sample, at) => bytes.setFloat32(4 * at, sample, true));
  return hash.update(`${sampleRateHz}\n`).update(new Uint8Array(bytes.buffer)).digest("hex");
}

/** Where `found` is not what `expected` says, by group. */
export function compareManifests(expected: Manifest, found: Manifest): GroupFault[] {
  const names = new Set([...Object.keys(expected.groups), ...Object.keys(found.groups)]);
  return [...names].sort().flatMap((group) => {
    const ours = Object.hasOwn(found.groups, group) ? found.groups[group] : undefined;
    const theirs = Object.hasOwn(expected.groups, group) ? expected.groups[group] : undefined;
    if (ours?.sha256 === theirs?.sha256) return [];
    return [{ group, expected: theirs?.clips ?? 0, found: ours?.clips ?? 0 }];
  });
}
