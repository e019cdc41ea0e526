/** A network as TensorFlow.js's layers format: model.json and weights.bin in one folder. */
import { dirname, join } from "node:path";
import { io, type NamedTensorMap } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { readRegularFile, writeFileWhole } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import type { StoredTensor } from "../train/safetensors.ts";
import { groupByLayer, type LayerWeights } from "./layer_weights.ts";
import { refuseLinksOut } from "./run_files.ts";
import { standardTopology } from "./topology.ts";

const WEIGHTS = "weights.bin";

/** Writes `network` into `folder`, for `tf.loadLayersModel("…/model.json")`. */
export async function writeTfjsFiles(network: LayersModel, folder: string): Promise<void> {
  await network.save(io.withSaveHandler(async ({ weightSpecs, weightData, ...artifacts }) => {
    const pieces = Array.isArray(weightData) ? weightData : [weightData!];
    const json = {
      modelTopology: standardTopology(network),
      format: artifacts.format,
      generatedBy: artifacts.generatedBy,
      convertedBy: artifacts.convertedBy,
      weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
    };
    await writeFileWhole(join(folder, WEIGHTS), pieces.map((piece) => new Uint8Array(piece)));
    await writeFileWhole(join(folder, "model.json"), JSON.stringify(json));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" as const } };
  }));
}

const specSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.literal("float32"),
});
const modelSchema = z.looseObject({
  weightsManifest: z.array(z.object({
    // Beside model.json: an untrusted file may not name others.
    paths: z.array(z.string().regex(/^[^/\\]+$/, "Expected names of files beside model.json")),
    weights: z.array(specSchema),
  })).min(1),
}).refine(
  ({ weightsManifest }) => {
    const paths = weightsManifest.flatMap((group) => group.paths);
    return new Set(paths).size === paths.length;
  },
  // One file named a thousand times could fill any memory.
  { path: ["weightsManifest"], message: "Expected each file once" },
);

/** Whether the model.json at `path` is a graph of operations instead of layers. */
export async function isGraphModel(path: string): Promise<boolean> {
  const model = await readJson(path, z.unknown());
  return z.looseObject({ format: z.literal("graph-model") }).safeParse(model).success;
}

/**
 * The layers' weights of the model.json at `path` and the files beside it, quantised ones too.
 * Throws UserError where a file is missing, malformed or too short.
 */
export async function readTfjsFiles(path: string): Promise<LayerWeights[]> {
  const { weightsManifest } = await readJson(path, modelSchema);
  const read: [string, StoredTensor][] = [];
  for (const { paths, weights: specs } of weightsManifest) {
    await refuseLinksOut(dirname(path), paths);
    const pieces = await Promise.all(
      paths.map((name) => readPiece(join(dirname(path), name), path)),
    );
    const tensors = decodeWeights(pieces, specs, path);
    for (const { name, shape } of specs) {
      read.push([name, { shape, values: await tensors[name].data<"float32">() }]);
      tensors[name].dispose();
    }
  }
  return groupByLayer(read);
}

async function readPiece(path: string, source: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    throw new UserError(
      `Expected ${path}, which ${source} names, but reading it failed: ${(error as Error).message}`,
    );
  }
}

function decodeWeights(
  pieces: Uint8Array<ArrayBuffer>[],
  specs: z.infer<typeof specSchema>[],
  source: string,
): NamedTensorMap {
  const bytes = io.concatenateArrayBuffers(pieces.map(({ buffer }) => buffer));
  try {
    return io.decodeWeights(bytes, specs as io.WeightsManifestEntry[]);
  } catch (error) {
    throw new UserError(
      `Expected the weights of ${source} to be as long as it says, but ${(error as Error).message}`,
    );
  }
}
