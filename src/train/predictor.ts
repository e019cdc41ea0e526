/**
 * A network for prediction only, not training: its compiled prediction and nothing of an optimiser.
 *
 * Whatever a user or a figure gets is computed in float32, whatever the network was trained in. In
 * bfloat16 an answer depends, by up to some hundredths, on how many pictures are asked about at once
 * and on whether the weights have become constants yet (see CompileStepOptions.inference).
 */
import * as tf from "@tensorflow/tfjs-core";
import { restBetween } from "../base/interrupt_signal.ts";
import { compileStep, type CompileStepOptions } from "../engine/compile_step.ts";
import type { Network } from "../engine/layers.ts";
import { type Examples, samplesTensor } from "./examples.ts";
import { type NamedVariables, networkVariables } from "./variables.ts";

/** A network that can predict. */
export interface Predictor {
  /** The network itself. */
  network: Network;
  /** Weights of the network. */
  weights: NamedVariables;
  /** Class probabilities [row, class] of all examples, row-major. */
  predict(examples: Examples, options?: PredictOptions): Promise<Float32Array>;
  /** Frees the network too. */
  dispose(): void;
}

/** How examples are predicted. */
export interface PredictOptions {
  /** 64 by default. */
  batchSize?: number;
  /** Called with the number of rows of each batch that is done. */
  onRows?: (count: number) => void;
  /** An abort stops between two batches; its reason is thrown. */
  signal?: AbortSignal;
}

/** Options of a network's prediction. */
export interface PredictorOptions extends Pick<CompileStepOptions, "xla"> {
  /** True gives the mean over images [batch, height, width, channel] and their mirror images. */
  mirrored?: boolean;
}

/** From left to right. */
const MIRROR_AXIS = 2;

/**
 * Compiles the prediction of `network` (softmax outputs [batch, class]).
 *
 * @example
 * ```ts
 * const predictor = createPredictor(network);
 * await restoreWeights("runs/…/best.safetensors", predictor);
 * const probabilities = await predictor.predict(examples);
 * ```
 */
export function createPredictor(
  network: Network,
  { xla, mirrored }: PredictorOptions = {},
): Predictor {
  const { predict, dispose } = compilePrediction(network, { xla, mirrored });
  return {
    network,
    weights: networkVariables(network),
    predict,
    dispose: () => {
      dispose();
      network.dispose();
    },
  };
}

/**
 * The prediction alone, in float32 or, for a training's validation, in another precision; `dispose`
 * leaves the network to its owner.
 */
export function compilePrediction(
  network: Network,
  options: PredictorOptions & Pick<CompileStepOptions, "precision">,
): Pick<Predictor, "predict" | "dispose"> {
  const classes = network.outputs[0].shape.at(-1) as number;
  const ask = (samples: tf.Tensor) => network.apply(samples, { training: false }) as tf.Tensor;
  const step = compileStep((samples) => {
    const probabilities = ask(samples);
    if (!options.mirrored) return [probabilities];
    return [tf.mul(tf.add(probabilities, ask(tf.reverse(samples, MIRROR_AXIS))), 0.5)];
  }, { ...options, inference: true });
  return {
    predict: (examples, options) => predictAll(step, examples, classes, options),
    dispose: step.dispose,
  };
}

/** Events, such as Ctrl-C, wait at most so long, by many short predictions too. */
const REST_EVERY_MS = 50;
let restedMs = 0;

async function predictAll(
  step: (samples: tf.Tensor) => tf.Tensor[],
  examples: Examples,
  classes: number,
  { batchSize = 64, onRows, signal }: PredictOptions = {},
): Promise<Float32Array> {
  const count = examples.labels.length;
  const probabilities = new Float32Array(count * classes);
  for (let start = 0; start < count; start += batchSize) {
    // An engine that computes on this thread answers without a turn of the events.
    if (performance.now() - restedMs >= REST_EVERY_MS) {
      await restBetween(signal);
      restedMs = performance.now();
    }
    const rows = Array.from({ length: Math.min(batchSize, count - start) }, (_, i) => start + i);
    const samples = samplesTensor(examples, rows);
    const [output] = step(samples);
    probabilities.set(await output.data(), start * classes);
    tf.dispose([samples, output]);
    onRows?.(rows.length);
  }
  return probabilities;
}
