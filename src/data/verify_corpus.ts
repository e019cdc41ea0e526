import { inParallel } from "../base/in_parallel.ts";
import { startProgress } from "../base/progress.ts";
import { readAudio } from "./audio/read_audio.ts";
import type { Clip, Corpus, CorpusKind } from "./corpus.ts";
import type { CorpusProblem } from "./corpus_layout.ts";
import { countByClass, findLoadedCorpus, type FindOptions } from "./find_corpus.ts";
import { auditImages, countAudit, type ImageAuditCounts } from "./images/audit_images.ts";
import { readImage } from "./images/read_image.ts";
import { corpusLayout } from "./registry.ts";
import { copiesIn } from "./splits/groups.ts";

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
  /** Pictures that show nothing; see {@link CONSTANT_DEVIATION}. */
  constant: string[];
  /**
   * Clips with the same bytes, pictures with the same pixels; `labels` holds more than one where
   * they are in different classes.
   */
  duplicates: { ids: string[]; labels: string[] }[];
  /** For pictures, what the audit counts. */
  audit?: ImageAuditCounts;
  /** Clips at another sampling rate than most. */
  oddRates: { id: string; sampleRateHz: number }[];
  /** Whether every class has as many clips as published; true where nothing is published. */
  isComplete: boolean;
  /** Whether every file is a clip that can be read and is not silent. */
  isReadable: boolean;
}

/** A clip whose samples all lie below this (-60 dB of full scale) is called silent. */
const SILENCE_PEAK = 0.001;

/**
 * Decodes every clip of the corpus `id` and compares counts with the publication. Returns undefined
 * where the corpus is not on this machine. Throws UserError for an unknown id or a broken layout.
 */
export async function verifyCorpus(
  id: string,
  options: FindOptions = {},
): Promise<Verification | undefined> {
  const loaded = await findLoadedCorpus(id, { ...options, recheck: true });
  if (!loaded) return undefined;
  const { info } = await corpusLayout(id, options);
  const { corpus, problems } = loaded;
  const { title, root, kind, clips } = corpus;
  const found = countByClass(clips, corpus.classes);
  const counts = corpus.classes.map((label) => {
    return { label, found: found[label], published: info.publishedCounts?.[label] };
  });
  const decoded = await decodeClips(corpus, options.quiet ?? false);
  const isComplete = counts.every(({ found, published }) => found === (published ?? found));
  const isReadable = !decoded.unreadable.length && !decoded.silent.length &&
    !problems.some((problem) => problem.skipped);
  const head = { id, title, root, kind, clips: clips.length };
  const findings = { ...decoded, oddRates: findOddRates(clips), isComplete, isReadable };
  return { ...head, counts, problems, ...findings };
}

type Decoded = Pick<
  Verification,
  "unreadable" | "silent" | "constant" | "duplicates" | "audit"
>;

async function decodeClips({ kind, clips }: Corpus, quiet: boolean): Promise<Decoded> {
  if (kind === "images") return await decodeImages(clips, quiet);
  const decoded = kind === "audio"
    ? await decodeAudio(clips, quiet)
    : { unreadable: [], silent: [] };
  return { ...decoded, constant: [], duplicates: copiesIn(clips) };
}

async function decodeImages(clips: Clip[], quiet: boolean): Promise<Decoded> {
  const unreadable: Verification["unreadable"] = [];
  const files = clips.filter(({ path }) => !/\.csv$/i.test(path));
  const progress = startProgress({ title: "verifying", total: files.length, quiet });
  await inParallel(files, async ({ id, path }, done) => {
    // Stricter than what loads them: damage inside the compressed data is noticed, too.
    await Deno.readFile(path).then((bytes) => readImage(bytes, path)).catch((error) => {
      unreadable.push({ id, problem: (error as Error).message });
    });
    progress.update(done);
  });
  progress.stop();
  unreadable.sort((a, b) => (a.id < b.id ? -1 : 1));
  const broken = new Set(unreadable.map(({ id }) => id));
  const audit = await auditImages({ clips: clips.filter(({ id }) => !broken.has(id)) }, { quiet });
  const { constant, copies } = audit;
  const duplicates = copies.map(({ ids, labels }) => ({ ids, labels }));
  return { unreadable, silent: [], constant, duplicates, audit: countAudit(audit) };
}

async function decodeAudio(clips: Clip[], quiet: boolean) {
  const unreadable: Verification["unreadable"] = [];
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

function findOddRates(clips: Clip[]): Verification["oddRates"] {
  const byRate = Map.groupBy(clips, (clip) => clip.sampleRateHz);
  const usual = [...byRate].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
  return clips.filter((clip) => clip.sampleRateHz !== usual)
    .map(({ id, sampleRateHz }) => ({ id, sampleRateHz }));
}
