/**
 * The memory benchmark of features. What: resident memory while a generated corpus of 20,000 clips
 * streams through, which must not grow with the number of clips.
 *
 * Protocol: SYNTHETIC clips, tones of a quarter of a second, are written to a temporary folder;
 * streamFeatures computes them with all threads and without cache; resident memory is read after
 * each clip. The row's figure is by how much the peak of the second half exceeds that of the first,
 * in which the garbage collector finds its level; all features would take 1,260 MiB. Budget: about
 * two minutes and 200 MB of disk.
 *
 * Run: deno run -A bench/feature_memory.ts [CLIPS]
 */
import { join } from "node:path";
import { encodeWav } from "../src/data/audio/write_wav.ts";
import { defaultFeatures } from "../src/dsp/default_features.ts";
import { type FeatureSource, streamFeatures } from "../src/dsp/stream_features.ts";

/** The second half's features alone take 630 MiB. */
const LIMIT_MIB = 64;

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

async function benchFeatureMemory(count: number): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-memory-" });
  try {
    const clips = Array.from({ length: count }, (_, index) => writeClip(folder, index));
    const peaks = { firstHalf: 0, secondHalf: 0 };
    let done = 0;
    for await (const _clip of streamFeatures(clips, defaultFeatures, { cache: false })) {
      const mebibytes = Deno.memoryUsage().rss / 2 ** 20;
      done++;
      const half = done <= count / 2 ? "firstHalf" : "secondHalf";
      peaks[half] = Math.max(peaks[half], mebibytes);
    }
    const figure = Math.round(peaks.secondHalf - peaks.firstHalf);
    const what = `features of ${count} SYNTHETIC clips: memory added in the second half`;
    console.log(JSON.stringify({
      rows: [{ what, figure, unit: "MiB", limit: LIMIT_MIB }],
      peakMiB: { firstHalf: Math.round(peaks.firstHalf), secondHalf: Math.round(peaks.secondHalf) },
    }));
    if (figure > LIMIT_MIB) Deno.exit(1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await benchFeatureMemory(Number(Deno.args[0] ?? 20_000));
