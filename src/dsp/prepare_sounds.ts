/** What a network needs to judge a recording: its features and measures, by several threads. */
import { UserError } from "../base/user_error.ts";
import { workerThread } from "../base/worker_thread.ts";
import type { Audio } from "../data/audio/audio_format.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { encodersAtOnce } from "./encoder/encoder_files.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { createFeatureExtractor } from "./feature_extractor.ts";
import { createInputMeasures, type InputMeasures } from "./measure_input.ts";
import { createSoundAnalysis } from "./sound_analysis.ts";
import type { SoundAnswer, SoundSetup } from "./sound_worker.ts";

/** A recording without its samples. */
export interface PreparedSound {
  /** How long, how mixed, and of how many channels. */
  audio: Pick<Audio, "durationS" | "mixing" | "channels">;
  /** [frames, bins], not normalised. */
  features: Float32Array;
  /** What tells recordings apart from those of the training. */
  measures: InputMeasures;
}

/** Prepares recordings in this thread. */
interface SoundPreparer {
  prepare(audio: Audio): Promise<PreparedSound>;
  /** Frees an encoder; nothing where there is none. */
  dispose(): Promise<void>;
}

/** See {@link SoundPreparer}; tables are kept from one recording to the next. */
export function createSoundPreparer(config: FeatureConfig): SoundPreparer {
  const analysis = createSoundAnalysis({ remember: true });
  const extractor = createFeatureExtractor(config, analysis);
  const measure = createInputMeasures(analysis);
  return {
    prepare: async (audio) => {
      const { durationS, mixing, channels } = audio;
      return {
        audio: { durationS, mixing, channels },
        features: await extractor.extractLater(audio),
        measures: measure(audio),
      };
    },
    dispose: extractor.dispose,
  };
}

/** A file as it was prepared, the UserError that says why not, or that it is longer than asked. */
export type PreparedFile = PreparedSound | UserError | "long";

/**
 * The files at `paths`, read and prepared one after the other; those of more than `longestS`
 * seconds are "long" and left alone.
 */
export async function prepareFiles(
  paths: readonly string[],
  prepare: SoundPreparer["prepare"],
  longestS: number,
): Promise<PreparedFile[]> {
  const prepared: PreparedFile[] = [];
  for (const path of paths) {
    try {
      const audio = await readAudio(path);
      prepared.push(audio.durationS > longestS ? "long" : await prepare(audio));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      prepared.push(error);
    }
  }
  return prepared;
}

/** So many files are asked of a thread at a time. */
const FILES_AT_ONCE = 16;
/** Starting a thread pays off from this many files. */
const FILES_A_THREAD = 48;

/** How files are prepared. */
interface PrepareOptions {
  /** Seconds; see {@link prepareFiles}. */
  longestS: number;
  /** As many as there are cores by default; few files are prepared in this thread. */
  threads?: number;
}

/**
 * Yields what came of `paths`, sixteen at a time and in their order, the same whatever the number
 * of threads; the threads go on while the caller uses what was yielded.
 *
 * @example
 * ```ts
 * for await (const some of prepareSounds(files, features, { longestS: 10 })) use(some);
 * ```
 */
export async function* prepareSounds(
  paths: readonly string[],
  config: FeatureConfig,
  { longestS, threads = navigator.hardwareConcurrency }: PrepareOptions,
): AsyncGenerator<PreparedFile[]> {
  const parts = Array.from(
    { length: Math.ceil(paths.length / FILES_AT_ONCE) },
    (_, at) => paths.slice(at * FILES_AT_ONCE, (at + 1) * FILES_AT_ONCE),
  );
  const most = Math.min(threads, config.encoder ? encodersAtOnce(config.encoder) : threads);
  const worthwhile = Math.min(most, Math.floor(paths.length / FILES_A_THREAD));
  if (worthwhile < 2) {
    const { prepare, dispose } = createSoundPreparer(config);
    try {
      for (const part of parts) yield await prepareFiles(part, prepare, longestS);
    } finally {
      await dispose();
    }
    return;
  }
  const pool = Array.from({ length: worthwhile }, () =>
    workerThread<string[], SoundAnswer>(
      new Worker(new URL("./sound_worker.ts", import.meta.url), { type: "module" }),
      { config, longestS } satisfies SoundSetup,
      "A worker that prepares recordings failed",
    ));
  try {
    const pending: Promise<SoundAnswer>[] = [];
    for (let next = 0; next < parts.length || pending.length;) {
      // One under way and one waiting for each thread.
      while (next < parts.length && pending.length < 2 * pool.length) {
        const idlest = pool.reduce((a, b) => b.waiting() < a.waiting() ? b : a);
        const answer = idlest.ask(parts[next++]);
        answer.catch(() => {}); // Where one fails nobody waits for the others.
        pending.push(answer);
      }
      const answer = await pending.shift()!;
      if ("failure" in answer) throw new Error(answer.failure);
      yield answer.files.map((own) =>
        own === "long" || "features" in own ? own : new UserError(own.error)
      );
    }
  } finally {
    for (const thread of pool) thread.close();
  }
}
