/**
 * The figure that is reported is the figure that a user gets: for every network and every protocol
 * `predict` on the files of the test set gives what the run stored, in each line.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { encodeWav } from "../data/audio/wav.ts";
import { addCorpus } from "../data/add_corpus.ts";
import type { Protocol } from "../data/corpus.ts";
import { syntheticClips } from "../data/corpora/synthetic.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { realDataRoot, realDataTest } from "../data/testing/real_data.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { writeFaces } from "../facecnn/testing/write_faces.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import type { ModelName } from "./network_config.ts";
import type { ConfigChanges } from "./run_config.ts";
import { planRun } from "./plan_run.ts";
import { openFilePredictor } from "./predict.ts";
import { parsePredictions } from "./predictions.ts";
import { readRun } from "./runs.ts";
import { runFigures } from "./run_figures.ts";
import { groupBySpeaker } from "./speaker_source.ts";
import { speechModels } from "./network_config.ts";
import { trainRun } from "./train_run.ts";

await selectEngine({ say: () => {} });

const TOLERANCE = 1e-5;

/** Two corpora of generated voices: one each for angry and sad, or happy and calm. */
async function writeVoices(dataRoot: string): Promise<void> {
  const clips = [...syntheticClips()].filter(({ relativePath }) =>
    /(low|high|bright)_(aka|ebi|ido|omu)/.test(relativePath)
  );
  for (const id of ["first", "second"]) {
    const root = join(dataRoot, id);
    for (const { relativePath, samples } of clips) {
      const [label, name] = relativePath.split("/");
      if (label !== "angry" && label !== "sad") continue;
      const path = join(root, label, `${id}-${name}`);
      await Deno.mkdir(dirname(path), { recursive: true });
      const gain = id === "first" ? 1 : 0.3;
      await Deno.writeFile(path, encodeWav(samples.map((value) => gain * value), 16_000));
    }
    await addCorpus({ id, root, dataRoot, pattern: "{class}/{speaker}_{text}_{repetition}" });
  }
}

interface Wanted {
  corpus: string;
  model?: ModelName;
  protocol: Protocol;
  changes?: ConfigChanges;
}

/**
 * Trains the run, then predicts its test files as a user does; the kinds of knowledge of its lines.
 */
async function checkRun(
  { corpus: id, model, protocol, changes }: Wanted,
  { dataRoot, runsFolder }: { dataRoot: string; runsFolder: string },
): Promise<Knowledge[]> {
  const options = { dataRoot, quiet: true } as const;
  const { config } = await planRun({ corpus: id, model, protocol, ...options, changes });
  const { folder, metrics } = await trainRun(config, { ...options, runsFolder });
  const corpus = await requireCorpus(id, options);
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const run = await readRun(folder);
  const predictor = await openFilePredictor(run, { whole: true });
  const figures = await runFigures(run);
  try {
    for (const [place, line] of metrics.lines.entries()) {
      const text = await Deno.readTextFile(join(folder, line.predictions));
      const stored = parsePredictions(text, line.predictions);
      const files = stored.ids.map((own) => clips.get(own)!.path);
      const speakers = stored.ids.map((own) => clips.get(own)!.speaker);
      const groups = line.knowledge === "nothing"
        ? stored.ids.map((_, at) => [at])
        : [...Map.groupBy(stored.ids.keys(), (at) => speakers[at]).values()];
      let right = 0;
      for (const group of groups) {
        const some = group.map((at) => files[at]);
        const outcomes = line.knowledge === "nothing"
          ? [await predictor.predict(some[0])]
          : await predictor.predictTogether(some);
        for (const [at, outcome] of outcomes.entries()) {
          assert.ok(!(outcome instanceof Error));
          const { predicted, probabilities, unsure } = "faces" in outcome
            ? outcome.faces[0]
            : outcome;
          const row = group[at] * stored.classes.length;
          stored.classes.forEach((name, index) => {
            const difference = probabilities[name] - stored.probabilities[row + index];
            assert.ok(
              Math.abs(difference) < TOLERANCE,
              `${files[group[at]]} ${name} ${difference}`,
            );
          });
          if (predicted === stored.classes[stored.labels[group[at]]]) right++;
          const { leastConfidence } = run.calibration!.lines[place];
          if (Math.abs(probabilities[predicted] - leastConfidence) > TOLERANCE) {
            const isHopeless = "warnings" in outcome &&
              outcome.warnings.some(({ kind }) => kind === "tooShort" || kind === "silence");
            assert.equal(unsure, probabilities[predicted] < leastConfidence || isHopeless);
          }
          if (!("faces" in outcome) && outcomes.length > 1) {
            assert.deepEqual([outcome.knowledge, outcome.clips], ["unlabelled", group.length]);
          }
        }
      }
      // The very figure: a rounding error cannot change the predicted class here.
      assert.equal(right / stored.ids.length, line.accuracy);
      assert.equal(figures[place].accuracy, line.accuracy);
    }
    assert.deepEqual(
      metrics.lines.map(({ knowledge }) => knowledge).includes(metrics.knowledge),
      true,
    );
    return metrics.lines.map(({ knowledge }) => knowledge);
  } finally {
    predictor.dispose();
  }
}

const training = { epochs: 1, batchSize: 16 };
const frames = { sampleRateHz: 16_000, fftSize: 256, hopSamples: 640, frames: 16 };
/** Of networks of frames; those of functionals have one frame. */
const small = { features: { ...frames, melBins: 16 }, training };

Deno.test("predict on the test set's files gives what the run stored", async (t) => {
  await withTemporaryFolder(async (root) => {
    const places = { dataRoot: join(root, "data"), runsFolder: join(root, "runs") };
    await writeVoices(places.dataRoot);
    for (const model of speechModels) {
      const changes = /unctionals/.test(model) ? { training } : small;
      await t.step(`${model}, a new speaker`, async () => {
        const lines = await checkRun(
          { corpus: "first", model, protocol: "speaker", changes },
          places,
        );
        const isSpeakerIndependent = model === "speakerIndependentFunctionals";
        assert.deepEqual(lines, isSpeakerIndependent ? ["nothing"] : ["nothing", "unlabelled"]);
      });
    }
    await t.step("emotionUnet, whose features know no speakers", async () => {
      const network = { filters: [4, 4, 4, 4, 4, 4], denseUnits: 8 };
      const changes = { features: frames, network, training };
      const lines = await checkRun({ corpus: "first", protocol: "speaker", changes }, places);
      assert.deepEqual(lines, ["nothing"]);
    });
    const perSpeaker = { training, features: { normalisation: "perSpeaker" } };
    const protocols: Protocol[] = [
      ...["paper", "text", "repetition"] as const,
      ...["speakerFolds", "textFolds", "speakerTextFolds"] as const,
    ];
    for (const protocol of protocols) {
      await t.step(`linearFunctionals per speaker, protocol ${protocol}`, async () => {
        const model = "linearFunctionals";
        const lines = await checkRun(
          { corpus: "first", model, protocol, changes: perSpeaker },
          places,
        );
        assert.deepEqual(lines, ["nothing", "unlabelled"]);
      });
    }
    await t.step("another corpus", async () => {
      const model = "linearFunctionals";
      const wanted = { corpus: "first+second", model, protocol: "crossCorpus" } as const;
      const lines = await checkRun({ ...wanted, changes: { training } }, places);
      assert.deepEqual(lines, ["nothing", "unlabelled"]);
    });
    for (const model of ["linearFunctionals", "residualCnn2d"] as const) {
      await t.step(`${model} with a prior`, async () => {
        const prior = { speakerPrior: 4 };
        const features = model === "residualCnn2d" ? { ...small.features, ...prior } : prior;
        const wanted = { corpus: "first", model, protocol: "speaker" } as const;
        await checkRun({ ...wanted, changes: { training, features } }, places);
      });
    }
    await t.step("levelled and limited to a telephone's band, trained twice", async () => {
      const features = { levelDb: -25, bandwidthHz: 4000 };
      const changes = { training: { ...training, refit: true }, features };
      const wanted = { corpus: "first", model: "linearFunctionals", protocol: "speaker" } as const;
      const lines = await checkRun({ ...wanted, changes }, places);
      assert.deepEqual(lines, ["nothing", "unlabelled"]);
    });
    for (const normalisation of ["perClip", "global", "none"]) {
      await t.step(`features normalised ${normalisation}`, async () => {
        const changes = { ...small, features: { ...small.features, normalisation } };
        const wanted = { corpus: "first", model: "cnnBiLstm", protocol: "speaker" } as const;
        assert.deepEqual(await checkRun({ ...wanted, changes }, places), ["nothing"]);
      });
    }
  });
});

Deno.test("predict --whole on the test set's pictures gives what the run stored", async (t) => {
  await withTemporaryFolder(async (root) => {
    const places = { dataRoot: join(root, "data"), runsFolder: join(root, "runs") };
    await writeFaces(places.dataRoot);
    const stages = [{ filters: 4, blocks: 1 }];
    const residual = { kind: "compactResNet", stemFilters: 4, stages, dropout: 0 };
    const runs: [ModelName, ConfigChanges][] = [
      ["compactResNet", { network: residual, training }],
      // Trained in bfloat16, in which an answer would depend on what was asked before it.
      ["compactResNetWide", { network: residual, training }],
      ["mobileNet", { training }],
    ];
    for (const [model, changes] of runs) {
      await t.step(model, async () => {
        const wanted = { corpus: "fer2013", model, protocol: "official", changes } as const;
        assert.deepEqual(await checkRun(wanted, places), ["nothing"]);
      });
    }
  });
});

Deno.test("groupBySpeaker: one, a pattern, a table", async () => {
  await withTemporaryFolder(async (folder) => {
    const files = ["x/1157_kz_a.wav", "x/1234_kz_a.flac", "y/1157_sk_b.wav"];
    const expected = [["1157", [0, 2]], ["1234", [1]]];
    assert.deepEqual([...await groupBySpeaker(files, "one")], [["one", [0, 1, 2]]]);
    assert.deepEqual([...await groupBySpeaker(files, "{speaker}_{any}_{any}.wav")], expected);
    assert.deepEqual([...await groupBySpeaker(files, "{speaker}_{class}_{text}")], expected);
    const table = join(folder, "who.csv");
    await Deno.writeTextFile(
      table,
      "file,speaker\n1157_kz_a.wav,1157\nx/1234_kz_a.flac,1234\n./y/1157_sk_b.wav,1157\n",
    );
    assert.deepEqual([...await groupBySpeaker(files, table)], expected);
    await assert.rejects(
      groupBySpeaker(["z.wav"], table),
      /who\.csv to name the speaker of z\.wav/,
    );
    await assert.rejects(
      groupBySpeaker(["z.wav"], "{speaker}_{any}"),
      /name the speaker of z\.wav/,
    );
    await assert.rejects(
      groupBySpeaker(files, "{class}_{any}"),
      /to have \{speaker\}, but it does/,
    );
    await Deno.writeTextFile(table, "name,speaker\na,b\n");
    await assert.rejects(groupBySpeaker(files, table), /columns file and speaker, but found name/);
  });
});

realDataTest("a fold of TurEV-DB with functionals", "TurEV-DB", async () => {
  await withTemporaryFolder(async (runsFolder) => {
    const wanted = { corpus: "turev", model: "linearFunctionals", protocol: "speaker" } as const;
    const changes = { training: { epochs: 2 } };
    const lines = await checkRun({ ...wanted, changes }, { dataRoot: realDataRoot, runsFolder });
    assert.deepEqual(lines, ["nothing", "unlabelled"]);
  });
});
