/**
 * face-api's network for facial expressions (npm's @vladmandic/face-api, face_expression_model): four
 * blocks of densely connected depthwise-separable convolutions without normalisation, average
 * pooling, a dense layer and a softmax.
 */
import * as tf from "@tensorflow/tfjs-core";
import { UserError } from "../base/user_error.ts";
import type { GraphNetwork } from "./tfjs_graph.ts";
import { decodeTfjsWeights } from "./tfjs_weights.ts";

/** What the outputs mean, in their order, as FER2013 calls it. */
export const faceApiClasses = ["neutral", "happy", "sad", "angry", "fear", "disgust", "surprise"];

/** Mean red, green and blue of the pictures that it was trained on. */
const MEANS = [122.782, 117.001, 104.298];
const SIZE = 112;
const BLOCKS = 4;

/**
 * Makes the network of face_expression_model-weights_manifest.json's content and the weights beside
 * it. In: grey images [batch, height, width, 1], 0 to 255. Out, whatever is asked for: class
 * probabilities [batch, class] in the order of {@link faceApiClasses}. Throws UserError, naming
 * `source`, where they are malformed or not all there.
 */
export function readFaceApiExpression(
  manifest: unknown,
  weights: Uint8Array,
  source: string,
): GraphNetwork {
  const stored = decodeTfjsWeights(manifest, weights, source);
  const variables = new Map<string, tf.Tensor>(Array.from(stored, ([name, tensor]) => [
    name,
    tf.tidy(() => tf.variable(tf.tensor(tensor.values, tensor.shape, tensor.dtype), false)),
  ]));
  const weight = <T extends tf.Tensor>(name: string) => {
    const found = variables.get(name);
    if (found) return found as T;
    throw new UserError(`Expected ${source} to hold ${name}`);
  };
  const separable = (input: tf.Tensor4D, name: string, stride = 1) =>
    tf.add(
      tf.separableConv2d(
        input,
        weight<tf.Tensor4D>(`${name}/depthwise_filter`),
        weight<tf.Tensor4D>(`${name}/pointwise_filter`),
        stride,
        "same",
      ),
      weight(`${name}/bias`),
    ) as tf.Tensor4D;
  const relu = (...terms: tf.Tensor4D[]) =>
    tf.relu(terms.reduceRight((sum, term) => tf.add(term, sum)));
  const block = (input: tf.Tensor4D, place: number) => {
    const name = `dense${place}`;
    const first = relu(
      place > 0 ? separable(input, `${name}/conv0`, 2) : tf.add(
        tf.conv2d(input, weight<tf.Tensor4D>(`${name}/conv0/filters`), 2, "same"),
        weight(`${name}/conv0/bias`),
      ),
    );
    const second = separable(first, `${name}/conv1`);
    const third = separable(relu(first, second), `${name}/conv2`);
    const fourth = separable(relu(first, second, third), `${name}/conv3`);
    return relu(first, second, third, fourth);
  };
  return {
    execute: (grey) => {
      const colour = tf.tile(grey as tf.Tensor4D, [1, 1, 1, 3]);
      const resized = tf.image.resizeBilinear(colour, [SIZE, SIZE]);
      let path = tf.div(tf.sub(resized, tf.tensor1d(MEANS)), 255) as tf.Tensor4D;
      for (let place = 0; place < BLOCKS; place++) path = block(path, place);
      const pooled = tf.avgPool(path, 7, 2, "valid");
      const flat = tf.reshape(pooled, [pooled.shape[0], -1]) as tf.Tensor2D;
      const sums = tf.add(tf.matMul(flat, weight<tf.Tensor2D>("fc/weights")), weight("fc/bias"));
      return [tf.softmax(sums)];
    },
    dispose: () => tf.dispose([...variables.values()]),
  };
}
