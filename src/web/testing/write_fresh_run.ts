/** A run whose small network has the weights that a training begins with. */
import { join } from "node:path";
import type { Corpus } from "../../data/corpus.ts";
import { madeCorpus } from "../../data/made_inputs.ts";
import { featureBins } from "../../dsp/feature_extractor.ts";
import { IMAGE_SIZE } from "../../facecnn/grey_image.ts";
import { writeWeights } from "../../train/checkpoint.ts";
import { defaultConfig } from "../../train/default_config.ts";
import { BEST_WEIGHTS } from "../../train/manifest.ts";
import { buildNetwork } from "../../train/network_config.ts";
import { type ConfigChanges, overrideConfig } from "../../train/run_config.ts";
import { networkVariables, readVariables } from "../../train/variables.ts";
import type { UploadKind } from "../analysis.ts";

const CLASSES = {
  photo: ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
  speech: ["angry", "calm", "happy", "sad"],
};

const NETWORKS: Record<UploadKind, ConfigChanges> = {
  photo: {
    network: {
      kind: "compactResNet",
      stemFilters: 4,
      stages: [{ filters: 4, blocks: 1 }],
      dropout: 0,
    },
  },
  speech: {
    features: { sampleRateHz: 16_000, fftSize: 64, hopSamples: 256, frames: 32 },
    network: { filters: [4, 4, 4, 4, 4, 4], denseUnits: 8 },
  },
};

/**
 * Writes the folder of a finished run for `medium`. An engine must run. `changes` make another
 * network than a small one.
 */
export async function writeFreshRun(
  folder: string,
  medium: UploadKind,
  changes = NETWORKS[medium],
): Promise<void> {
  const kind = medium === "photo" ? "images" : "audio";
  const made = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
  const corpus: Corpus = { ...made, id: "fresh", title: "nothing", kind, classes: CLASSES[medium] };
  const base = defaultConfig(corpus, { protocol: "paper" });
  const config = overrideConfig(base, changes, "a fresh run");
  const { features, network: networkConfig, seed } = config;
  const bins = features ? featureBins(features) : 0;
  const shape = features ? [features.frames, bins] : [IMAGE_SIZE, IMAGE_SIZE, 1];
  const network = buildNetwork(networkConfig, shape, corpus.classes.length, seed);
  const weights = await readVariables(networkVariables(network));
  network.dispose();
  await writeWeights(join(folder, BEST_WEIGHTS), weights, 0);
  const write = (name: string, value: unknown) =>
    Deno.writeTextFile(join(folder, name), JSON.stringify(value));
  const { id, title, classes } = corpus;
  await write("config.json", config);
  await write("corpus.json", { id, title, classes, synthetic: true, kind });
  await write("normaliser.json", { kind: "none", mean: [], deviation: [] });
  await write("metrics.json", {});
}
