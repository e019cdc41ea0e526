import assert from "node:assert/strict";
import { join } from "node:path";
import type { Corpus, Split } from "../data/corpus.ts";
import { toneWav } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { loadExamples, loadPart, samplesTensor } from "./examples.ts";

await selectEngine();

const examples = {
  ids: ["a", "b", "c"],
  labels: [1, 0, 1],
  data: Float32Array.of(1, 2, 3, 4, 5, 6),
  sampleShape: [1, 2],
};

for (const rows of [[0, 1, 2], [1, 2], [2, 0], [1]]) {
  Deno.test(`rows ${rows} are taken in their order`, () => {
    const samples = samplesTensor(examples, rows);
    assert.deepEqual(samples.shape, [rows.length, 1, 2]);
    const expected = rows.flatMap((row) => [...examples.data.subarray(2 * row, 2 * row + 2)]);
    assert.deepEqual([...samples.dataSync()], expected);
  });
}

Deno.test("whole numbers are 255ths", () => {
  const pixels = { ...examples, data: Uint8Array.of(0, 51, 102, 153, 204, 255) };
  assert.deepEqual(
    [...samplesTensor(pixels, [2, 0]).dataSync()],
    [204 / 255, 1, 0, 51 / 255].map(Math.fround),
  );
});

const features = {
  ...defaultFeatures,
  sampleRateHz: 8000,
  fftSize: 64,
  hopSamples: 32,
  frames: 8,
};

/** Six clips of tones, of which one is in no part. */
async function withClips(test: (corpus: Corpus, split: Split) => Promise<void>) {
  await withTemporaryFolder(async (root) => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const clips = await Promise.all(ids.map(async (id, index) => {
      const path = join(root, `${id}.wav`);
      await Deno.writeFile(path, toneWav(40 * index));
      const unknown = { speaker: "", text: "", repetition: "", sha256: id };
      return {
        id,
        path,
        label: index % 2 ? "sad" : "calm",
        ...unknown,
        durationS: 1,
        sampleRateHz: 1,
        part: "" as const,
      };
    }));
    const named = { id: "own", title: "Own", classes: ["calm", "sad"], root };
    const corpus: Corpus = { ...named, clips, kind: "audio", synthetic: false };
    const how = { corpus: "own", protocol: "paper", seed: 1, fold: "" } as const;
    await test(corpus, { ...how, train: ["e", "a", "b"], validation: ["d"], test: ["c"] });
  });
}

Deno.test("parts hold their clips in the split's order, with the classes' numbers", async () => {
  await withClips(async (corpus, split) => {
    const { train, validation, test } = await loadExamples(corpus, split, features, {
      cache: false,
      quiet: true,
    });
    assert.deepEqual([train.ids, train.labels], [["e", "a", "b"], [0, 0, 1]]);
    assert.deepEqual([validation.ids, validation.labels], [["d"], [1]]);
    assert.deepEqual([test.ids, test.labels], [["c"], [0]]);
    assert.deepEqual(train.sampleShape, [8, 33]);
    assert.equal(train.data.length, 3 * 8 * 33);
  });
});

Deno.test("each bin of the training set alone has mean 0 and standard deviation 1", async () => {
  await withClips(async (corpus, split) => {
    const options = { cache: false, quiet: true };
    const { train, test, normaliser } = await loadExamples(corpus, split, features, options);
    for (const bin of [0, 7, 32]) {
      const values = Array.from({ length: 3 * 8 }, (_, row) => train.data[row * 33 + bin]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      assert.ok(Math.abs(mean) < 1e-5, `mean ${mean} of bin ${bin}`);
      assert.ok(Math.abs(variance - 1) < 1e-4, `variance ${variance} of bin ${bin}`);
    }
    // Other test clips, same normaliser: nothing of the test set leaks into it.
    const moved = { ...split, test: ["f"] };
    assert.deepEqual(
      (await loadExamples(corpus, moved, features, options)).normaliser,
      normaliser,
    );
    const how = { ...options, part: "test" } as const;
    const alone = await loadPart(corpus, ["c"], { features, normaliser }, how);
    assert.deepEqual(alone, test);
  });
});

/** Speaker x has a, b and c; y has d, e and f. */
function withVoices(corpus: Corpus): Corpus {
  const voices = { a: "x", b: "x", c: "x", d: "y", e: "y", f: "y" } as Record<string, string>;
  return { ...corpus, clips: corpus.clips.map((clip) => ({ ...clip, speaker: voices[clip.id] })) };
}

const size = 8 * 33;

/** The mean of one bin over examples [clip, 8, 33]. */
function binMean(data: ArrayLike<number>, bin: number): number {
  const values = Array.from(data).filter((_, place) => place % 33 === bin);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("perSpeaker: a speaker's test clips are normalised by themselves, also where both sets have them", async () => {
  await withClips(async (corpus, split) => {
    const named = withVoices(corpus);
    const options = { cache: false, quiet: true };
    const perSpeaker = { ...features, normalisation: "perSpeaker" } as const;
    const both = { ...split, train: ["e", "a"], validation: ["d"], test: ["c", "b"] };
    const loaded = await loadExamples(named, both, perSpeaker, options);
    const { train, validation, test, normaliser } = loaded;
    // One clip does not tell a speaker.
    assert.deepEqual(Object.keys(normaliser.speakers!), ["y"]);
    for (const bin of [0, 7, 32]) {
      const ofY = [...train.data.subarray(0, size), ...validation.data];
      const ofX = train.data.subarray(size);
      for (const own of [test.data, ofX, ofY]) assert.ok(Math.abs(binMean(own, bin)) < 1e-4);
    }
    // Whatever is known of x from training, the test clips are the same ones.
    const how = { ...options, part: "test" } as const;
    const run = { features: perSpeaker, normaliser };
    assert.deepEqual(await loadPart(named, ["c", "b"], run, how), test);
    const other = await loadExamples(named, { ...both, train: ["e", "f"] }, perSpeaker, options);
    assert.deepEqual(other.test, test);
    const unknown = await loadPart(named, ["c", "b"], run, { ...how, knowledge: "nothing" });
    assert.deepEqual(loaded.under("test", "nothing"), unknown);
    assert.notDeepEqual(unknown.data, test.data);
    await assert.rejects(
      loadExamples(corpus, split, perSpeaker, options),
      /^UserError: Expected every clip to name its speaker for perSpeaker normalisation/,
    );
  });
});

Deno.test("a table's rows are examples of one vector each", async () => {
  await withTemporaryFolder(async (root) => {
    const path = join(root, "table.csv");
    await Deno.writeTextFile(path, "Emotion,x,y\nhappy,1,10\nangry,3,10\nhappy,5,10\n");
    const clips = ["row-0001", "row-0002", "row-0003"].map((id, row) => {
      const unknown = { speaker: "", text: "", repetition: "", sha256: id };
      return {
        id,
        path,
        label: row === 1 ? "angry" : "happy",
        ...unknown,
        durationS: 0,
        sampleRateHz: 0,
        part: "" as const,
      };
    });
    const named = { id: "anad", title: "ANAD", classes: ["angry", "happy"], root };
    const corpus: Corpus = { ...named, clips, kind: "features", synthetic: false };
    const split: Split = {
      ...{ corpus: "anad", protocol: "paper", seed: 1, fold: "" },
      ...{ train: ["row-0001", "row-0003"], validation: ["row-0002"], test: ["row-0002"] },
    };
    const { train, test } = await loadExamples(corpus, split, null);
    assert.deepEqual(train.sampleShape, [2]);
    // Mean 3 and deviation 2; a column that never changes is only centred.
    assert.deepEqual([...train.data], [-1, 0, 1, 0]);
    assert.deepEqual([[...test.data], test.labels], [[0, 0], [0]]);
    await assert.rejects(
      loadExamples(corpus, split, features),
      /^UserError: Expected ANAD to be audio, but it is a table of features/,
    );
  });
});

Deno.test("audio without audio features is refused", async () => {
  await withClips(async (corpus, split) => {
    await assert.rejects(
      loadExamples(corpus, split, null),
      /^UserError: Expected Own to be a table of features, but it is audio/,
    );
  });
});
