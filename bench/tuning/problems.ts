/**
 * The problems of `bench tuning --peers`, and the other ones that the optimiser's design was chosen
 * on. Every optimiser's questions are answered here, those of the Python peers as well, so that all
 * see the same function to the bit.
 */
import { z } from "zod";
import { createRandom } from "../../src/base/random.ts";
import {
  type Configuration,
  type Space,
  spaceSchema,
  table2Space,
} from "../../src/bayesopt/space.ts";
import {
  ackley,
  branin,
  hartmann6,
  levy,
  michalewicz5,
  type Objective,
  rosenbrock,
} from "../../src/bayesopt/test_functions.ts";
import forests from "./forests.json" with { type: "json" };

/** What is minimised. */
export interface TuningProblem {
  id: string;
  title: string;
  space: Space;
  /** The global minimum; null where nobody knows it. */
  minimum: number | null;
  /** Standard deviation of the noise on what the optimiser is told. */
  noiseStd: number;
  /** The function without noise, by which optimisers are compared. */
  evaluate(parameters: Configuration): number;
}

/** What an optimiser is told at its call number `call`: for one seed all meet the same noise. */
export function observe(
  { id, noiseStd, evaluate }: TuningProblem,
  parameters: Configuration,
  seed: number,
  call: number,
): number {
  const value = evaluate(parameters);
  return noiseStd > 0 ? value + noiseStd * createRandom(seed, "noise", id, call).normal() : value;
}

function smooth(objective: Objective, title: string, noiseStd = 0): TuningProblem {
  const { name, minimum, evaluate } = objective;
  const id = noiseStd > 0 ? `${name}-noisy` : name;
  return { id, title, minimum, evaluate, noiseStd, space: spaceSchema.parse(objective.space) };
}

/** A tree as nested tests: left where the parameter is at most the threshold. */
type Tree = number | { parameter: string; threshold: number; left: Tree; right: Tree };

/** Reads a tree of forests.json, whose words stand in pre-order. */
function readTree(text: string, parameters: string[]): Tree {
  const words = text.split(" ").values();
  const next = (): Tree => {
    const word = words.next().value!;
    const [dimension, threshold] = word.split("<");
    if (threshold === undefined) return Number(word);
    const left = next();
    const parameter = parameters[Number(dimension)];
    return { parameter, threshold: Number(threshold), left, right: next() };
  };
  return next();
}

const forestSchema = z.object({
  source: z.string(),
  trials: z.int(),
  parameters: z.array(z.string()),
  trees: z.array(z.string()),
  checks: z.array(z.object({ point: z.array(z.number()), value: z.number() })),
});

/** The forests that bench/parity/tuning_forests.py fitted, by name. */
export const storedForests = z.record(z.string(), forestSchema).parse(forests.forests);

/** The forest's mean over its trees. */
export function forestFunction(name: string): (parameters: Configuration) => number {
  const { trees, parameters } = storedForests[name];
  const read = trees.map((tree) => readTree(tree, parameters));
  return (point) => {
    let sum = 0;
    for (let tree of read) {
      while (typeof tree !== "number") {
        tree = Number(point[tree.parameter]) <= tree.threshold ? tree.left : tree.right;
      }
      sum += tree;
    }
    return sum / read.length;
  };
}

function surrogate(name: string, title: string, space: Space): TuningProblem {
  const id = `forest-${name}`;
  return { id, title, space, minimum: null, noiseStd: 0, evaluate: forestFunction(name) };
}

/** Table 2's dimensions for ANAD's table of features: its network has two dense layers. */
const anadSpace = spaceSchema.parse([
  ...table2Space().slice(0, 3),
  ...[1, 2].map((layer) => ({ kind: "integer", name: `units${layer}`, low: 16, high: 256 })),
]);

/** What is reported. */
export const tuningProblems: TuningProblem[] = [
  smooth(branin, "Branin"),
  smooth(hartmann6, "Hartmann-6"),
  smooth(ackley(10), "Ackley-10"),
  smooth(rosenbrock(10), "Rosenbrock-10"),
  smooth(hartmann6, "Hartmann-6, noisy", 0.2),
  surrogate("emotionUnet", "Table 2, EmotionUnet", table2Space()),
  surrogate("anad", "Table 2, ANAD's features", anadSpace),
];

const functionalsSpace = spaceSchema.parse([
  { kind: "real", name: "learningRate", low: 3e-4, high: 1e-2, scale: "log" },
  { kind: "integer", name: "epochs", low: 5, high: 60 },
  { kind: "ordinal", name: "batchSize", choices: [16, 32, 64] },
  { kind: "real", name: "weightDecay", low: 1e-3, high: 0.3, scale: "log" },
  { kind: "real", name: "labelSmoothing", low: 0, high: 0.3 },
  { kind: "real", name: "mixup", low: 0.05, high: 1, scale: "log" },
  { kind: "integer", name: "units", low: 8, high: 512, scale: "log" },
  { kind: "real", name: "inputDropout", low: 0, high: 0.6 },
  { kind: "real", name: "dropout", low: 0, high: 0.8 },
]);

/**
 * Two categories, five integers, one logarithmic real: a bowl whose place and depth depend on the
 * categories, and whose learning rate and batch size go together. Minimum 0.
 */
const mixed8: TuningProblem = {
  id: "mixed8",
  title: "Mixed, 8 dimensions",
  minimum: 0,
  noiseStd: 0,
  space: spaceSchema.parse([
    { kind: "categorical", name: "optimiser", choices: ["sgd", "adam", "rmsprop"] },
    { kind: "categorical", name: "activation", choices: ["relu", "tanh", "elu", "selu", "gelu"] },
    { kind: "integer", name: "layers", low: 1, high: 6 },
    { kind: "integer", name: "units", low: 8, high: 256 },
    { kind: "integer", name: "kernel", low: 1, high: 9 },
    { kind: "integer", name: "batch", low: 1, high: 128 },
    { kind: "integer", name: "epochs", low: 5, high: 100 },
    { kind: "real", name: "rate", low: 1e-5, high: 1e-1, scale: "log" },
  ]),
  evaluate: (point) => {
    const number = (name: string) => Number(point[name]);
    const best = { sgd: -2, adam: -3.1, rmsprop: -3.6 }[String(point.optimiser)]!;
    const rate = Math.log10(number("rate")) - best - (number("batch") - 40) / 100;
    const depth = { relu: 3, tanh: 2, elu: 4, selu: 5, gelu: 4 }[String(point.activation)]!;
    const loss = { relu: 0.03, tanh: 0.25, elu: 0.06, selu: 0.15, gelu: 0 }[
      String(point.activation)
    ]! + { sgd: 0.1, adam: 0, rmsprop: 0.05 }[String(point.optimiser)]!;
    return loss + 0.5 * (1 - Math.exp(-2 * rate * rate)) +
      0.04 * (number("layers") - depth) ** 2 + 0.3 * ((number("units") - 150) / 150) ** 2 +
      0.015 * (number("kernel") - 5) ** 2 + 0.2 * ((number("batch") - 40) / 100) ** 2 +
      0.3 * Math.max(0, (70 - number("epochs")) / 70) ** 2;
  },
};

/** What the optimiser's design was chosen on, with seeds from 1000. */
export const developmentProblems: TuningProblem[] = [
  mixed8,
  smooth(levy(6), "Levy-6"),
  smooth(michalewicz5, "Michalewicz-5"),
  smooth(ackley(5), "Ackley-5"),
  smooth(rosenbrock(5), "Rosenbrock-5"),
  smooth(branin, "Branin, noisy", 2),
  surrogate("turev", "Functionals, TurEV-DB", functionalsSpace),
  surrogate("tess", "Functionals, TESS", functionalsSpace),
];
