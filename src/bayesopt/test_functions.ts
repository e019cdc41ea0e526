/** The standard test functions of Bayesian optimisation, with their spaces and minima. */
import { mean } from "../base/statistics.ts";
import type { Configuration, SpaceInput } from "./space.ts";

/** A function to minimise. */
export interface Objective {
  name: string;
  space: SpaceInput;
  /** The global minimum. */
  minimum: number;
  evaluate(parameters: Configuration): number;
}

/** Branin's function on [-5, 10] x [0, 15]; three global minima of 0.397887. */
export const branin: Objective = {
  name: "branin",
  space: [
    { kind: "real", name: "x1", low: -5, high: 10 },
    { kind: "real", name: "x2", low: 0, high: 15 },
  ],
  minimum: 0.39788735772973816,
  evaluate: ({ x1, x2 }) => {
    const [x, y] = [Number(x1), Number(x2)];
    const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
    return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

const WEIGHTS = [1, 1.2, 3, 3.2];
const SHARPNESS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** Hartmann's function on the unit cube of six dimensions; one global minimum of -3.32237. */
export const hartmann6: Objective = {
  name: "hartmann6",
  space: [1, 2, 3, 4, 5, 6].map((d) => ({ kind: "real", name: `x${d}`, low: 0, high: 1 })),
  minimum: -3.322368011415515,
  evaluate: (parameters) => {
    const point = [1, 2, 3, 4, 5, 6].map((d) => Number(parameters[`x${d}`]));
    return -WEIGHTS.reduce((sum, weight, i) => {
      const squared = point.reduce(
        (total, x, d) => total + SHARPNESS[i][d] * (x - CENTRES[i][d]) ** 2,
        0,
      );
      return sum + weight * Math.exp(-squared);
    }, 0);
  },
};

/** [dimension] the same interval in each of `count` dimensions x1, x2, … */
function cube(count: number, low: number, high: number): SpaceInput {
  return Array.from({ length: count }, (_, d) => ({ kind: "real", name: `x${d + 1}`, low, high }));
}

/** The coordinates x1, x2, … of a point of {@link cube}. */
function coordinates(parameters: Configuration): number[] {
  return Object.keys(parameters).map((_, d) => Number(parameters[`x${d + 1}`]));
}

/**
 * Ackley's function on [-15, 30]^dimensions, which holds the minimum of 0, at 0, outside its
 * middle: many local minima in a funnel.
 */
export function ackley(dimensions: number): Objective {
  return {
    name: `ackley${dimensions}`,
    space: cube(dimensions, -15, 30),
    minimum: 0,
    evaluate: (parameters) => {
      const point = coordinates(parameters);
      const length = Math.sqrt(mean(point.map((x) => x * x)));
      const waves = mean(point.map((x) => Math.cos(2 * Math.PI * x)));
      return 20 + Math.E - 20 * Math.exp(-0.2 * length) - Math.exp(waves);
    },
  };
}

/** Rosenbrock's function on [-2.048, 2.048]^dimensions: a bent valley; minimum 0 at 1. */
export function rosenbrock(dimensions: number): Objective {
  return {
    name: `rosenbrock${dimensions}`,
    space: cube(dimensions, -2.048, 2.048),
    minimum: 0,
    evaluate: (parameters) =>
      coordinates(parameters).reduce((sum, x, d, point) => {
        if (d + 1 === point.length) return sum;
        return sum + 100 * (point[d + 1] - x * x) ** 2 + (x - 1) ** 2;
      }, 0),
  };
}

/** Levy's function on [-10, 10]^dimensions: waves in a bowl; minimum 0 at 1. */
export function levy(dimensions: number): Objective {
  return {
    name: `levy${dimensions}`,
    space: cube(dimensions, -10, 10),
    minimum: 0,
    evaluate: (parameters) => {
      const w = coordinates(parameters).map((x) => 1 + (x - 1) / 4);
      const last = w[w.length - 1];
      const inner = w.slice(0, -1).reduce(
        (sum, x) => sum + (x - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * x + 1) ** 2),
        0,
      );
      return Math.sin(Math.PI * w[0]) ** 2 + inner +
        (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
    },
  };
}

/** Michalewicz's function on [0, π]^5: steep ridges on a plain; minimum -4.687658. */
export const michalewicz5: Objective = {
  name: "michalewicz5",
  space: cube(5, 0, Math.PI),
  minimum: -4.687658179,
  evaluate: (parameters) =>
    -coordinates(parameters).reduce(
      (sum, x, d) => sum + Math.sin(x) * Math.sin(((d + 1) * x * x) / Math.PI) ** 20,
      0,
    ),
};
