/**
 * Our own side of the engine benchmark: a network under the learner that training itself uses, as a
 * process that speaks the protocol of peers/protocol.py. Its argument is the engine's name. Unlike
 * the peers' steps, ours start from the batch in JavaScript's memory, as in a training.
 *
 * Run by `duygu bench engine`; by hand: echo '{"op": "quit"}' | deno run -A
 * bench/engine/ours_process.ts cpu
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { createRandom } from "../../src/base/random.ts";
import { textLines } from "../../src/base/text.ts";
import { compileStep } from "../../src/engine/compile_step.ts";
import { type EngineName, selectEngine } from "../../src/engine/select_engine.ts";
import type { Precision } from "../../src/engine/precision.ts";
import { mobileNet } from "../../src/facecnn/mobile_net.ts";
import type { Examples } from "../../src/train/examples.ts";
import { type Batch, openFeed } from "../../src/train/feed.ts";
import { createLearner, type Learner } from "../../src/train/learner.ts";
import { createSampleMaker, makeBatch } from "../../src/train/make_batch.ts";
import { emotionUnet } from "../../src/unet/emotion_unet.ts";
import { type BenchNetwork, sampleShapeOf } from "./bench_networks.ts";
import { serveContender, type SetupRequest, type Standing, type Step } from "./serve_contender.ts";

const asked = (Deno.args[0] ?? "auto") as EngineName;
const SEED = 7;
// As in peers/protocol.py, for the same reason.
const LEARNING_RATE = 1e-6;

/** How our steps are computed, as users get them. */
const wayOf = (engine: string) =>
  engine === "tensorflow" ? "a graph" : engine === "xla" ? "XLA" : "tfjs";

async function setup(request: SetupRequest): Promise<Standing> {
  const { network, batch, precision } = request;
  const { engine, version } = await selectEngine({ engine: asked });
  let made: Learner | undefined;
  const learner = () => made ??= createLearner(built(network), { precision });
  const settings = { learningRate: LEARNING_RATE, dropoutSeed: [SEED, 0] as [number, number] };
  const examples = madeUpExamples(request, batch);
  const oneBatch = batchOf(examples, request.network.classes);
  const way = wayOf(engine);
  return {
    parameters: countParameters(request),
    versions: { [`duygu ${engine}`]: version },
    trainWays: {
      [way]: () => {
        const { trainStep } = learner();
        return async () => (await trainStep(oneBatch, settings)).loss;
      },
    },
    predictWays: {
      [way]: () => {
        // A run's own predictions are float32; this one is in the precision that is compared.
        const { validate } = learner();
        return async () => void await validate(examples, { batchSize: batch });
      },
    },
    epoch: (_way, samples) => {
      const { trainStep } = learner();
      const feed = openFeed(madeUpExamples(request, samples), {
        config: { batchSize: batch, balanced: false },
        classes: network.classes,
        seed: SEED,
      });
      let epoch = 0;
      return async () => {
        // As in a training, a step's report is waited for when the next one is under way.
        let last: Promise<unknown> | undefined;
        for await (const next of feed.epoch(++epoch)) {
          const report = trainStep(next, settings);
          await last;
          last = report;
        }
        await last;
      };
    },
  };
}

/** The network with its first weights. */
export function built(network: BenchNetwork): LayersModel {
  return network.kind === "emotionUnet"
    ? emotionUnet(network, SEED)
    : mobileNet(network, network, SEED);
}

/** Samples of noise, as the peers'. */
export function madeUpExamples(
  { network }: Pick<SetupRequest, "network">,
  count: number,
): Examples {
  const random = createRandom(SEED, "engine benchmark");
  const sampleShape = sampleShapeOf(network);
  const size = sampleShape.reduce((product, length) => product * length, count);
  return {
    ids: Array.from({ length: count }, (_, row) => `clip ${row}`),
    labels: Array.from({ length: count }, () => random.integer(0, network.classes - 1)),
    data: Float32Array.from({ length: size }, () => random.normal()),
    sampleShape,
  };
}

/** All the examples as a feed would hand them to a step. */
export function batchOf(examples: Examples, classes: number): Batch {
  const { labels, sampleShape } = examples;
  const count = labels.length;
  return makeBatch(
    { epoch: 1, step: 0, rows: labels.map((_, row) => row) },
    {
      seed: SEED,
      labels,
      classes,
      labelSmoothing: 0,
      mixup: 0,
      sampleSize: examples.data.length / count,
    },
    createSampleMaker({ data: examples.data, sampleShape }),
  );
}

/** Trainable parameters of a network built for this alone, on whichever engine runs. */
function countParameters({ network }: SetupRequest): number {
  const standing = built(network);
  const sizes = standing.trainableWeights.map((weight) =>
    weight.shape.reduce<number>((product, length) => product * (length ?? 1), 1)
  );
  standing.dispose();
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** One product of two square matrices of normal random numbers, awaited by one of its numbers. */
async function gemm(size: number, precision: Precision): Promise<Step> {
  await selectEngine({ engine: asked });
  const square = tf.randomNormal([size, size], 0, 1, "float32", SEED);
  const product = compileStep(
    (matrix) => [tf.slice(tf.matMul(matrix as tf.Tensor2D, matrix as tf.Tensor2D), [0, 0], [1, 1])],
    { precision },
  );
  return () => {
    const outputs = product(square);
    const [value] = outputs[0].dataSync();
    tf.dispose(outputs);
    return value;
  };
}

if (import.meta.main) {
  // What libraries print goes to standard error, as the protocol's own stream must stay clean.
  const reply = console.log;
  console.log = console.error;
  await serveContender({ setup, gemm }, textLines(Deno.stdin.readable), reply);
  Deno.exit(0);
}
