/**
 * The feature benchmark. What: one clip from its file to fitted decibels, ours against librosa
 * (soundfile, soxr_hq, numpy's FFT), both in one thread; then the whole corpus in one thread and in
 * all.
 *
 * Protocol: TurEV-DB (FLAC, 44.1 kHz), --clips of it drawn by seed. Ours and the peer take turns of
 * 10 clips, --rounds times over all clips; the first round does not count. Medians are of all timed
 * clips. Two configurations: Duygu's default (16 kHz, so both resample) and the recordings' own
 * rate with fftSize 512 and hop 256, without resampling. Budget: under a minute.
 *
 * Must show: ratio at most 0.7 single-threaded; two threads about twice as fast.
 *
 * Run: duygu bench features --python PYTHON
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { quantile } from "../src/base/statistics.ts";
import { createRandom } from "../src/base/random.ts";
import { textTable } from "../src/base/text.ts";
import { readAudioAtOnce } from "../src/data/audio/read_audio.ts";
import { encodeWav } from "../src/data/audio/wav.ts";
import type { Clip } from "../src/data/corpus.ts";
import { requireCorpus } from "../src/data/find_corpus.ts";
import {
  extractFeatures,
  type FeatureSource,
  streamFeatures,
} from "../src/dsp/extract_features.ts";
import { defaultFeatures, type FeatureConfig } from "../src/dsp/feature_config.ts";
import { createFeatureExtractor } from "../src/dsp/feature_extractor.ts";
import { openEngineFile } from "./engine/engine_result.ts";
import { findPeerPython } from "./engine/peers.ts";
import { type LineProcess, startLineProcess } from "./engine/process_contender.ts";

/** Clips of one turn. */
const TURN_CLIPS = 10;

const CONFIGURATIONS: Record<string, FeatureConfig> = {
  "default (16 kHz, resampled)": defaultFeatures,
  "44.1 kHz, 512/256": {
    ...defaultFeatures,
    sampleRateHz: 44_100,
    fftSize: 512,
    hopSamples: 256,
    frames: 192,
  },
};

/** One configuration's result, in the form of results/engine.json. */
interface FeatureRow {
  network: "features";
  operation: "features";
  precision: "float32";
  engine: "duygu";
  configuration: string;
  oursMs: number;
  peersMs: { librosa?: number };
  ratio: number | null;
  /** Whole corpus, clips a second, by number of threads. */
  clipsPerSecond: Record<string, number>;
}

async function measure(
  clips: Clip[],
  config: FeatureConfig,
  rounds: number,
  peer?: LineProcess,
): Promise<{ ours: number[]; librosa: number[] }> {
  const extractor = createFeatureExtractor(config);
  const out = new Float32Array(config.frames * extractor.bins);
  const ours: number[] = [], librosa: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (let start = 0; start < clips.length; start += TURN_CLIPS) {
      const paths = clips.slice(start, start + TURN_CLIPS).map(({ path }) => path);
      const mine: number[] = [];
      for (const path of paths) {
        const startedMs = performance.now();
        extractor.extract(await readAudioAtOnce(path), out);
        mine.push(performance.now() - startedMs);
      }
      const answer = await peer?.ask(
        { op: "extract", paths, config },
        z.object({ ms: z.array(z.number()) }),
      );
      if (round === 0) continue; // warm-up
      ours.push(...mine);
      librosa.push(...answer?.ms ?? []);
    }
  }
  return { ours, librosa };
}

/** Clips a second over the whole corpus with each number of threads. */
async function throughput(
  clips: Clip[],
  config: FeatureConfig,
): Promise<Record<string, number>> {
  const speeds: Record<string, number> = {};
  for (const workers of new Set([1, navigator.hardwareConcurrency])) {
    const startedMs = performance.now();
    await extractFeatures(clips, config, { workers, cache: false, quiet: true });
    speeds[workers] = clips.length / ((performance.now() - startedMs) / 1000);
  }
  return speeds;
}

/** What to measure, and how long. */
export interface BenchFeaturesOptions {
  /** A Python that holds librosa; else the installed one. */
  python?: string;
  dataRoot?: string;
  clips: number;
  rounds: number;
  /** Where the rows go, beside those of other benchmarks of the engine. */
  out: string;
  /** True prints the rows as JSON instead of a table. */
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** Runs the benchmark. Throws UserError where the corpus is missing or `out` is malformed. */
export async function benchFeatures(options: BenchFeaturesOptions): Promise<void> {
  const { dataRoot, command } = options;
  const corpus = await requireCorpus("turev", { dataRoot });
  const file = await openEngineFile(options.out);
  const clips = createRandom(1, "bench features").shuffle(corpus.clips).slice(0, options.clips);
  const python = await findPeerPython(options.python);
  const peer = python?.packages.librosa ? startPeer(python.program) : undefined;
  if (!peer && !options.quiet) console.error("No Python with librosa found (--python): ours alone");
  const rows: FeatureRow[] = [];
  for (const [configuration, config] of Object.entries(CONFIGURATIONS)) {
    const { ours, librosa } = await measure(clips, config, options.rounds, peer);
    const oursMs = quantile(ours, 0.5);
    const peersMs = librosa.length ? { librosa: quantile(librosa, 0.5) } : {};
    const ratio = peersMs.librosa ? oursMs / peersMs.librosa : null;
    rows.push({
      network: "features",
      operation: "features",
      precision: "float32",
      engine: "duygu",
      configuration,
      oursMs,
      peersMs,
      ratio,
      clipsPerSecond: await throughput(corpus.clips, config),
    });
  }
  await peer?.stop();
  console.log(options.json ? JSON.stringify({ rows }, null, 2) : table(rows));
  const environment = await describeEnvironment({ peers: python?.packages ?? {} });
  await file.add({ rows, environment, command });
}

function startPeer(program: string): LineProcess {
  const script = fileURLToPath(new URL("parity/features_peer.py", import.meta.url));
  const environment = Deno.env.toObject();
  return startLineProcess({ name: "librosa", command: [program, script], environment });
}

function table(rows: FeatureRow[]): string {
  const threads = Object.keys(rows[0].clipsPerSecond);
  return textTable(
    ["configuration", "ours ms", "librosa ms", "ratio", ...threads.map((n) => `clips/s × ${n}`)],
    rows.map((row) => [
      row.configuration,
      row.oursMs.toFixed(3),
      row.peersMs.librosa?.toFixed(3) ?? "-",
      row.ratio?.toFixed(2) ?? "-",
      ...threads.map((n) => row.clipsPerSecond[n].toFixed(0)),
    ]),
    ["left", "right", "right", "right", ...threads.map(() => "right" as const)],
  );
}

// The memory benchmark of features. What: resident memory while a generated corpus of 20,000 clips
// streams through, which must not grow with the number of clips.
//
// Protocol: SYNTHETIC clips, tones of a quarter of a second, are written to a temporary folder;
// streamFeatures computes them with all threads and without cache; resident memory is read after
// each clip. All features together would take 2,510 MiB; the row's figure is the peak. The trend,
// one peak for each tenth of the clips, levels off where the garbage collector finds its level.
// Budget: about two minutes and 200 MB of disk.
//
// Run: duygu bench feature-memory

const LIMIT_MIB = 768;

/** How many peaks the trend has. */
const TENTHS = 10;

function writeClip(folder: string, index: number): FeatureSource {
  const cycles = 100 + (index % 3000);
  const samples = Float32Array.from(
    { length: 4000 },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * cycles * n) / 16_000),
  );
  const path = join(folder, `${index}.wav`);
  Deno.writeFileSync(path, encodeWav(samples, 16_000));
  return { id: String(index), path, sha256: "" };
}

/**
 * Runs the benchmark with `count` clips and prints its row as JSON.
 * Throws where the peak is above the limit.
 */
export async function benchFeatureMemory(count: number): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-memory-" });
  try {
    const clips = Array.from({ length: count }, (_, index) => writeClip(folder, index));
    const trendMiB = new Array<number>(TENTHS).fill(0);
    let done = 0;
    for await (const _clip of streamFeatures(clips, defaultFeatures, { cache: false })) {
      const tenth = Math.floor((TENTHS * done++) / count);
      trendMiB[tenth] = Math.max(trendMiB[tenth], Math.round(Deno.memoryUsage().rss / 2 ** 20));
    }
    const figure = Math.max(...trendMiB);
    const what = `peak memory while features of ${count} SYNTHETIC clips stream`;
    console.log(
      JSON.stringify({ rows: [{ what, figure, unit: "MiB", limit: LIMIT_MIB }], trendMiB }),
    );
    if (figure > LIMIT_MIB) {
      throw new Error(`Expected ${what} to be at most ${LIMIT_MIB} MiB, but found ${figure} MiB`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
