/** The standard test functions of Bayesian optimisation, with their spaces and minima. */
import type { Configuration, SpaceInput } from "./space.ts";

/** A function to minimise. */
export interface Objective {
  name: "branin" | "hartmann6";
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
