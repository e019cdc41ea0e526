/** In: a corpus on this machine. Out: how it differs from what was published, file by file. */
import { startProgress } from "../base/progress.ts";
import { readAudio } from "./audio/read_audio.ts";
import type { Clip, CorpusKind } from "./corpus.ts";
import type { CorpusProblem } from "./corpus_layout.ts";
import { findLoadedCorpus, type FindOptions } from "./find_corpus.ts";
import { countByClass } from "./list_corpora.ts";
import { corpusLayout } from "./registry.ts";

/** What verification found. Lists of clips hold ids. */
export interface Verification {
  id: string;
  title: string;
  root: string;
  kind: CorpusKind;
  clips: number;
  /** Clips of each class, found and published (undefined where nothing is). */
  counts: { label: string; found: number; published: number | undefined }[];
  /** Files with odd or unusable names or headers. */
  problems: CorpusProblem[];
  /** Clips that cannot be decoded, and why. */
  unreadable: { id: string; problem: string }[];
  /** Clips whose loudest sample is below {@link SILENCE_PEAK}. */
  silent: string[];
  /** Clips with the same bytes; `labels` holds more than one where they are in different classes. */
  duplicates: { ids: string[]; labels: string[] }[];
  /** Clips at another sampling rate than most. */
  oddRates: { id: string; sampleRateHz: number }[];
  /** Whether every class has as many clips as published; true where nothing is published. */
  isComplete: boolean;
  /** Whether every file is a clip that can be read and is not silent. */
  isReadable: boolean;
}

/** A clip whose samples all lie below this (-60 dB of full scale) is called silent. */
export const SILENCE_PEAK = 0.001;

/**
 * Decodes every clip of the corpus `id` and compares counts with the publication. Returns undefined
 * where the corpus is not on this machine. Throws UserError for an unknown id or a broken layout.
 */
export async function verifyCorpus(
  id: string,
  options: FindOptions = {},
): Promise<Verification | undefined> {
  const loaded = await findLoadedCorpus(id, options);
  if (!loaded) return undefined;
  const { info } = await corpusLayout(id, options);
  const { corpus, problems } = loaded;
  const { title, root, kind, clips } = corpus;
  const found = countByClass(clips, corpus.classes);
  const counts = corpus.classes.map((label) => {
    return { label, found: found[label], published: info.publishedCounts?.[label] };
  });
  const decoded = kind === "audio"
    ? await decodeAll(clips, options.quiet ?? false)
    : { unreadable: [], silent: [] };
  const isComplete = counts.every(({ found, published }) => found === (published ?? found));
  const isReadable = !decoded.unreadable.length && !decoded.silent.length &&
    !problems.some((problem) => problem.skipped);
  const [duplicates, oddRates] = [findDuplicates(clips), findOddRates(clips)];
  const head = { id, title, root, kind, clips: clips.length };
  const findings = { ...decoded, duplicates, oddRates, isComplete, isReadable };
  return { ...head, counts, problems, ...findings };
}

async function decodeAll(clips: Clip[], quiet: boolean) {
  const unreadable: { id: string; problem: string }[] = [];
  const silent: string[] = [];
  const progress = startProgress({ title: "verifying", total: clips.length, quiet });
  for (const [done, { id, path }] of clips.entries()) {
    try {
      const { samples } = await readAudio(path);
      if (samples.every((sample) => Math.abs(sample) < SILENCE_PEAK)) silent.push(id);
    } catch (error) {
      unreadable.push({ id, problem: (error as Error).message });
    }
    progress.update(done + 1);
  }
  progress.stop();
  return { unreadable, silent };
}

function findDuplicates(clips: Clip[]): Verification["duplicates"] {
  const byHash = Map.groupBy(clips, (clip) => clip.sha256);
  return [...byHash.values()].filter((same) => same.length > 1).map((same) => ({
    ids: same.map((clip) => clip.id),
    labels: [...new Set(same.map((clip) => clip.label))],
  }));
}

function findOddRates(clips: Clip[]): Verification["oddRates"] {
  const byRate = Map.groupBy(clips, (clip) => clip.sampleRateHz);
  const usual = [...byRate].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
  return clips.filter((clip) => clip.sampleRateHz !== usual)
    .map(({ id, sampleRateHz }) => ({ id, sampleRateHz }));
}
