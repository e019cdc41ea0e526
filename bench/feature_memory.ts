/**
 * The memory benchmark of features. What: resident memory while a generated corpus of 20,000 clips
 * streams through, which must not grow with the number of clips.
 *
 * Protocol: SYNTHETIC clips, tones of a quarter of a second, are written to a temporary folder;
 * streamFeatures computes them with all threads and without cache; resident memory is read after
 * each clip. All features together would take 2,510 MiB; the row's figure is the peak. The trend, one
 * peak for each tenth of the clips, levels off where the garbage collector finds its level.
 * Budget: about two minutes and 200 MB of disk.
 *
 * Run: duygu bench feature-memory
 */
import { join } from "node:path";
import { encodeWav } from "../src/data/audio/wav.ts";
import { defaultFeatures } from "../src/dsp/feature_config.ts";
import { type FeatureSource, streamFeatures } from "../src/dsp/extract_features.ts";

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
