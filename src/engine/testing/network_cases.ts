/** Small networks that between them hold every kind of layer that Duygu's networks use. */
import {
  input as inputLayer,
  layers,
  type LayersModel,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { applyLayers, relu6Layer } from "../layers.ts";
import { batchNormalisation } from "../batch_normalisation.ts";
import { setNoiseWeights } from "./set_noise_weights.ts";

/** A network and the shape of one sample. */
export interface NetworkCase {
  name: string;
  sampleShape: number[];
  /** The layers from the input to the output [batch, 3]. */
  build(input: SymbolicTensor): SymbolicTensor;
}

const conv1d = (filters: number, kernelSize: number, strides = 1) =>
  layers.conv1d({ filters, kernelSize, strides, padding: "same", activation: "relu" });
const softmax = () => layers.dense({ units: 3, activation: "softmax" });

/** The cases; names are those of the layers in the middle. */
export const networkCases: NetworkCase[] = [
  {
    name: "conv1d, batch normalisation, pooling, concatenation",
    sampleShape: [8, 5],
    build: (input) => {
      const link = applyLayers(input, conv1d(6, 3), batchNormalisation());
      const average = layers.averagePooling1d({ poolSize: 2 }).apply(link) as SymbolicTensor;
      const most = layers.maxPooling1d({ poolSize: 2 }).apply(link) as SymbolicTensor;
      const linked = layers.concatenate().apply([average, most]) as SymbolicTensor;
      return applyLayers(linked, conv1d(4, 5, 2), layers.flatten(), softmax());
    },
  },
  {
    name: "global average pooling 1d",
    sampleShape: [8, 5],
    build: (input) => applyLayers(input, conv1d(6, 3), layers.globalAveragePooling1d(), softmax()),
  },
  {
    name: "conv2d, batch normalisation, relu6, depthwise conv2d",
    sampleShape: [9, 9, 2],
    build: (input) =>
      applyLayers(
        input,
        layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same", useBias: false }),
        batchNormalisation(),
        relu6Layer(),
        layers.depthwiseConv2d({ kernelSize: 3, padding: "same", useBias: false }),
        layers.globalAveragePooling2d({}),
        softmax(),
      ),
  },
  {
    name: "separable conv2d, pooling 2d, zero padding",
    sampleShape: [8, 8, 2],
    build: (input) =>
      applyLayers(
        input,
        layers.zeroPadding2d({ padding: [[0, 1], [0, 1]] }),
        layers.separableConv2d({ filters: 4, kernelSize: 3, padding: "same", activation: "tanh" }),
        layers.averagePooling2d({ poolSize: 2 }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        softmax(),
      ),
  },
  {
    name: "dense under every activation, add",
    sampleShape: [6],
    build: (input) => {
      const kinds = ["relu", "relu6", "sigmoid", "tanh", "elu", "linear"] as const;
      const branches = kinds.map((activation) =>
        layers.dense({ units: 4, activation }).apply(input) as SymbolicTensor
      );
      return applyLayers(layers.add().apply(branches) as SymbolicTensor, softmax());
    },
  },
  {
    name: "lstm",
    sampleShape: [4, 3],
    build: (input) =>
      applyLayers(
        input,
        layers.lstm({ units: 4, recurrentInitializer: "glorotUniform" }),
        softmax(),
      ),
  },
  {
    name: "bidirectional lstm over all steps",
    sampleShape: [3, 3],
    build: (input) =>
      applyLayers(
        input,
        layers.bidirectional({
          layer: layers.lstm({
            units: 3,
            returnSequences: true,
            // The default needs methods of tensors that only all of tfjs registers.
            recurrentInitializer: "glorotUniform",
          }) as never,
          mergeMode: "concat",
        }),
        layers.flatten(),
        softmax(),
      ),
  },
  {
    name: "reshape, rescaling, relu, cropping, gate by multiplication",
    sampleShape: [6, 6],
    build: (input) => {
      const image = applyLayers(
        input,
        layers.reshape({ targetShape: [6, 6, 1] }),
        layers.rescaling({ scale: 0.5 }),
        layers.conv2d({ filters: 3, kernelSize: 3, padding: "same" }),
        layers.reLU(),
        layers.cropping2D({ cropping: [[0, 0], [1, 1]] }),
      );
      const gate = applyLayers(
        image,
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 3 }),
        layers.activation({ activation: "sigmoid" }),
        layers.reshape({ targetShape: [1, 1, 3] }),
      );
      const gated = layers.multiply().apply([image, gate]) as SymbolicTensor;
      return applyLayers(gated, layers.flatten(), softmax());
    },
  },
  {
    name: "layer normalisation",
    sampleShape: [6],
    build: (input) =>
      applyLayers(input, layers.dense({ units: 5 }), layers.layerNormalization(), softmax()),
  },
];

/** The case's network with weights by formula. */
export function buildCase({ name, sampleShape, build }: NetworkCase): LayersModel {
  const input = inputLayer({ shape: sampleShape });
  const network = model({ inputs: input, outputs: build(input), name: name.replace(/\W+/g, "_") });
  setNoiseWeights(network);
  return network;
}
