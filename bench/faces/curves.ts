/**
 * MobileNet's learning curves beside those of Keras's own MobileNet, and why they start slowly.
 *
 * Protocol: a share of FER2013's training set, drawn once, no augmentation; a part of PublicTest to
 * validate. Both sides get the same pictures, first weights, order of batches, optimiser and rates;
 * only dropout draws numbers of its own. By small steps without dropout the losses must agree as far
 * as 27 normalised layers leave float32's digits; by Adam's, which from drawn weights are so long that
 * any difference grows at once, the curves must agree within their spread over seeds. Recipes that
 * Keras is not given say what else changes Duygu's curve.
 *
 * Before each training the first step is judged: Adam moves every weight by about the rate, so that
 * to first order the loss falls by the rate times the sum of the gradient's absolute values. Where
 * that is many times the loss itself the step is too long to follow the gradient at all.
 *
 * Must show: whether a slow start is Duygu's fault or the network's.
 *
 * Budget: a step of 64 pictures takes 0.06 s on two cores where nothing else runs; a tenth of the
 * data has 45 an epoch.
 *
 * Run: deno run -A bench/faces/curves.ts OUT.json [--data DIR] [--python PYTHON] [--share 0.1]
 *   [--epochs 12] [--seeds 1] [--recipes NAME,NAME] [--config FILE] [--precision float32]
 *   [--validated 1500] [--threads N]; PYTHON has Keras, as `duygu bench engine --install-peers`
 *   installs it; FILE has other recipes
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { describeEnvironment } from "../../src/base/describe_environment.ts";
import { writeFileWhole } from "../../src/base/files.ts";
import { parseJson } from "../../src/base/json.ts";
import { installedPeerPython } from "../../src/base/python_packages.ts";
import { createRandom } from "../../src/base/random.ts";
import { mean } from "../../src/base/statistics.ts";
import { requireCorpus } from "../../src/data/find_corpus.ts";
import { officialSplit } from "../../src/data/splits/published_splits.ts";
import { type Precision, precisions } from "../../src/engine/precision.ts";
import { currentEngine, selectEngine } from "../../src/engine/select_engine.ts";
import type { Network } from "../../src/engine/layers.ts";
import { readLayerWeights } from "../../src/exchange/layer_weights.ts";
import { provisionWeights } from "../../src/exchange/face_mobile_nets.ts";
import { loadPretrainedWeights } from "../../src/exchange/read_weights.ts";
import { unfoldNormalisation } from "../../src/exchange/unfold_normalisation.ts";
import { defaultMobileNet, type MobileNetConfig } from "../../src/facecnn/mobile_net.ts";
import { logLoss } from "../../src/metrics/calibration.ts";
import { predictedClasses } from "../../src/metrics/probability_rows.ts";
import { type Examples, loadExamples, samplesTensor } from "../../src/train/examples.ts";
import { epochBatches } from "../../src/train/feed.ts";
import { createLearner, networkLogits } from "../../src/train/learner.ts";
import { buildNetwork } from "../../src/train/network_config.ts";
import { FACE_RES } from "../../src/train/named_weights.ts";
import { learningRateAt, type TrainingConfig } from "../../src/train/schedule.ts";
import { trainableVariables } from "../../src/train/variables.ts";

/** What a training differs in from paper F's network, Adam at 1e-3 and Keras's other defaults. */
interface Recipe {
  network?: Partial<MobileNetConfig>;
  training?: Partial<TrainingConfig>;
  /** Whether Keras's MobileNet is trained beside. */
  keras?: true;
  /** A file of weights to start from, or "faceres". */
  start?: string;
}

const sgd = { kind: "sgd", momentum: 0, nesterov: false } as const;
const warming = { kind: "cosine", warmUpEpochs: 4 } as const;

const ownRecipes: Record<string, Recipe> = {
  "small steps without dropout": {
    network: { dropout: 0 },
    // The gradient's square is some 50,000.
    training: { learningRate: 1e-6, optimiser: sgd },
    keras: true,
  },
  "as published": { keras: true },
  "rate 1e-4": { training: { learningRate: 1e-4 }, keras: true },
  "warm-up": { training: { schedule: warming } },
  "he": { network: { start: "he" } },
  "depth 0": { network: { depth: 0 } },
  "first stride 1": { network: { firstStride: 1 } },
  "knows faces": {
    network: { firstStride: 1 },
    training: { learningRate: 3e-4, schedule: { kind: "cosine", warmUpEpochs: 1 } },
    start: FACE_RES,
    keras: true,
  },
};

const { values: flags, positionals: [out] } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    python: { type: "string" },
    share: { type: "string", default: "0.1" },
    epochs: { type: "string", default: "12" },
    seeds: { type: "string", default: "1" },
    recipes: { type: "string" },
    config: { type: "string" },
    precision: { type: "string", default: "float32" },
    threads: { type: "string" },
    validated: { type: "string", default: "1500" },
  },
});
if (out === undefined) throw new Error("Expected where the curves go: curves.ts OUT.json");
const numbers = z.object({
  share: z.coerce.number().gt(0).max(1),
  epochs: z.coerce.number().int().min(1),
  seeds: z.coerce.number().int().min(1),
  precision: z.enum(precisions),
  validated: z.coerce.number().int().min(1),
  threads: z.coerce.number().int().min(1).optional(),
});
const { share, epochs, seeds, precision, threads, validated } = numbers.parse(flags);
const BATCH_SIZE = 64;

await selectEngine({ engine: "auto", say: console.error, threads });
const corpus = await requireCorpus("fer2013", { dataRoot: flags.data });
const classes = corpus.classes.length;
const { train, validation } = await someExamples();

/** The share of the training set, and a part of PublicTest. */
async function someExamples(): Promise<{ train: Examples; validation: Examples }> {
  const random = createRandom(1, "learning curves");
  const split = officialSplit(corpus, 1);
  const some = (ids: string[], count: number) => random.shuffle(ids).slice(0, count).sort();
  const drawn = {
    ...split,
    train: some(split.train, Math.round(share * split.train.length)),
    validation: some(split.validation, validated),
  };
  return await loadExamples(corpus, drawn, null);
}

/** An epoch: its steps' losses, and what validation found after it. */
const epochSchema = z.object({
  losses: z.array(z.number()),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
});
type Epoch = z.infer<typeof epochSchema>;

/** All that both sides are given. */
function trainingOf({ network, training }: Recipe, seed: number) {
  const config: TrainingConfig = {
    ...{ learningRate: 1e-3, epochs, batchSize: BATCH_SIZE, balanced: false, precision },
    ...training,
  };
  const batches = Array.from(
    { length: epochs },
    (_, epoch) => epochBatches(train.labels, { ...config, seed, epoch: epoch + 1 }),
  );
  const rates = batches.flatMap((steps, epoch) =>
    steps.map((_, step) => learningRateAt(config, epoch + step / steps.length, config.learningRate))
  );
  return { network: { ...defaultMobileNet, ...network }, config, batches, rates };
}

/** Weights from elsewhere; normalisations without statistics get those of the training pictures. */
async function startFrom(given: string | undefined, network: Network): Promise<void> {
  if (given === undefined) return;
  const path = await provisionWeights(given, console.error);
  const { folded } = await loadPretrainedWeights(network, path);
  unfoldNormalisation(network, folded, train);
}

/** The loss of the first batch, and how far Adam's first step would lower it to first order. */
async function firstStep(recipe: Recipe, seed: number): Promise<{ loss: number; change: number }> {
  const { network, batches, config } = trainingOf(recipe, seed);
  const built = buildNetwork({ ...network, dropout: 0 }, train.sampleShape, classes, seed);
  await startFrom(recipe.start, built);
  const [[rows]] = batches;
  const judged = tf.tidy(() => {
    const samples = samplesTensor(train, rows);
    const labels = tf.tensor1d(rows.map((row) => train.labels[row]), "int32");
    const targets = tf.oneHot(labels, classes, 1, 0, "float32");
    const logits = networkLogits(built);
    const { value, grads } = tf.variableGrads(
      () => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits(samples))), -1))),
      [...trainableVariables(built).values()],
    );
    const sums = Object.values(grads).map((gradient) => tf.sum(tf.abs(gradient)));
    const [loss, sum] = [value, tf.addN(sums)].map((scalar) => scalar.dataSync()[0]);
    return { loss: rounded(loss), change: rounded(config.learningRate * sum) };
  });
  built.dispose();
  return judged;
}

async function trainOurs(recipe: Recipe, seed: number): Promise<Epoch[]> {
  const { network, config, batches, rates } = trainingOf(recipe, seed);
  const built = buildNetwork(network, train.sampleShape, classes, seed);
  await startFrom(recipe.start, built);
  const learner = createLearner(built, config);
  const curve: Epoch[] = [];
  let step = 0;
  for (const rows of batches) {
    const losses: number[] = [];
    for (const own of rows) {
      const samples = samplesTensor(train, own);
      const targets = new Float32Array(own.length * classes);
      own.forEach((row, at) => targets[at * classes + train.labels[row]] = 1);
      const { loss } = await learner.trainStep(
        { count: own.length, samples: new Float32Array(samples.dataSync()), targets },
        { learningRate: rates[step], dropoutSeed: [seed, step] },
      );
      samples.dispose();
      losses.push(loss);
      step++;
    }
    const probabilities = await learner.validate(validation);
    const predicted = predictedClasses(probabilities, classes);
    curve.push({
      losses,
      validationLoss: logLoss(probabilities, validation.labels, classes),
      validationAccuracy: predicted.filter((label, row) => label === validation.labels[row])
        .length / predicted.length,
    });
    say("Duygu", curve);
  }
  learner.dispose();
  return curve;
}

async function trainKeras(recipe: Recipe, seed: number, folder: string): Promise<Epoch[]> {
  const { network, config, batches, rates } = trainingOf(recipe, seed);
  const built = buildNetwork(network, train.sampleShape, classes, seed);
  await startFrom(recipe.start, built);
  let filled = 0;
  const values: Uint8Array[] = [];
  const places = (await readLayerWeights(built)).flatMap(({ name, weights }) =>
    weights.length === 0 ? [] : [[
      name,
      weights.map(({ shape, values: own }) => {
        const at = filled;
        filled += own.length;
        values.push(new Uint8Array(Float32Array.from(own).buffer));
        return [shape, at];
      }),
    ]]
  );
  built.dispose();
  await writeFileWhole(join(folder, "weights.f32"), values);
  for (const [name, part] of Object.entries({ train, validation })) {
    await writeFileWhole(join(folder, `${name}.u8`), part.data as Uint8Array);
    await writeFileWhole(join(folder, `${name}.labels`), Uint8Array.from(part.labels));
  }
  const script = fileURLToPath(new URL("./keras_curves.py", import.meta.url));
  const process = new Deno.Command(flags.python ?? installedPeerPython(), {
    args: [script, folder],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = process.stdin.getWriter();
  const weights = Object.fromEntries(places);
  const { optimiser = null } = config;
  await writer.write(new TextEncoder().encode(
    JSON.stringify({ network, classes, seed, optimiser, weights, batches, rates }),
  ));
  await writer.close();
  const answer = await new Response(process.stdout).text();
  const { code } = await process.status;
  if (code !== 0) throw new Error(`keras_curves.py ended with exit code ${code}`);
  const schema = z.object({ keras: z.string(), curve: z.array(epochSchema) });
  return parseJson(answer, schema, "keras_curves.py's answer").curve;
}

function say(side: string, curve: Epoch[]): void {
  const { losses, validationLoss, validationAccuracy } = curve.at(-1)!;
  const shown = [mean(losses), validationLoss, validationAccuracy].map((one) => one.toFixed(3));
  console.error(`${side}, epoch ${curve.length}: ${shown.join(", ")}`);
}

const rounded = (value: number) => Number(value.toPrecision(5));

/** A curve without its steps. */
function shortened(curve: Epoch[]) {
  return {
    trainLoss: curve.map(({ losses }) => rounded(mean(losses))),
    validationLoss: curve.map(({ validationLoss }) => rounded(validationLoss)),
    validationAccuracy: curve.map(({ validationAccuracy }) => rounded(validationAccuracy)),
  };
}

/** How far the losses of the first steps are apart, relatively. */
function firstSteps(ours: Epoch[], keras: Epoch[]): number[] {
  const theirs = keras[0].losses;
  return ours[0].losses.slice(0, 10).map((loss, at) =>
    Number(Math.abs(loss / theirs[at] - 1).toPrecision(2))
  );
}

const asked = flags.config === undefined
  ? ownRecipes
  : JSON.parse(await Deno.readTextFile(flags.config)) as Record<string, Recipe>;
const wanted = flags.recipes?.split(",") ?? Object.keys(asked);
const folder = await Deno.makeTempDir({ prefix: "duygu-curves-" });
const rows: unknown[] = [];
try {
  for (const name of wanted) {
    const recipe = asked[name];
    if (recipe === undefined) throw new Error(`Expected a recipe, but found ${name}`);
    for (let seed = 1; seed <= seeds; seed++) {
      console.error(`${name}, seed ${seed}`);
      const first = await firstStep(recipe, seed);
      console.error(`first step: ${first.change} nats to first order, of ${first.loss}`);
      const started = performance.now();
      const ours = await trainOurs(recipe, seed);
      const stepMs = (performance.now() - started) / ours.length / ours[0].losses.length;
      const keras = recipe.keras ? await trainKeras(recipe, seed, folder) : undefined;
      const { network, training } = recipe;
      rows.push({
        ...{ recipe: name, network, training, seed, stepMs: Math.round(stepMs), first },
        duygu: shortened(ours),
        ...keras && { keras: shortened(keras), firstSteps: firstSteps(ours, keras) },
      });
      await write();
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function write(): Promise<void> {
  const environment = await describeEnvironment({ engine: currentEngine() });
  const command =
    `deno run -A bench/faces/curves.ts OUT.json --share ${share} --epochs ${epochs} ` +
    `--seeds ${seeds} --precision ${precision satisfies Precision}`;
  const pictures = { train: train.labels.length, validation: validation.labels.length };
  await writeFileWhole(
    out,
    JSON.stringify({ environment, command, pictures, rows }, null, 1) + "\n",
  );
}
