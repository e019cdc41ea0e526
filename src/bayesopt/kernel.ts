/**
 * All three kernels are k = amplitude * f(r²) with one length scale a dimension, r² = Σ (x_d -
 * x'_d)² / length_d² (automatic relevance determination; Rasmussen and Williams 2006, equations
 * 4.14, 4.17, 4.9). A categorical dimension adds 1 / length_d² where the choices differ and 0 where
 * they agree: the distance of one-hot codes divided by √2, so positive definite and without an
 * order among the choices.
 */
import type { Space } from "./space.ts";

/** The kernels on offer. */
export type KernelKind = "matern52" | "matern32" | "rbf";

/** f(r²) and its derivative with respect to r². */
interface Profile {
  /** f(r²), 1 at r² = 0. */
  value(squared: number): number;
  /** df / d(r²), finite at r² = 0. */
  slope(squared: number): number;
}

const ROOT3 = Math.sqrt(3);
const ROOT5 = Math.sqrt(5);

/** The profile f of each kernel. */
export const profiles: Record<KernelKind, Profile> = {
  matern52: {
    value: (squared) => {
      const scaled = ROOT5 * Math.sqrt(squared);
      return (1 + scaled + (scaled * scaled) / 3) * Math.exp(-scaled);
    },
    slope: (squared) => {
      const scaled = ROOT5 * Math.sqrt(squared);
      return (-5 / 6) * (1 + scaled) * Math.exp(-scaled);
    },
  },
  matern32: {
    value: (squared) => {
      const scaled = ROOT3 * Math.sqrt(squared);
      return (1 + scaled) * Math.exp(-scaled);
    },
    slope: (squared) => -1.5 * Math.exp(-ROOT3 * Math.sqrt(squared)),
  },
  rbf: {
    value: (squared) => Math.exp(-squared / 2),
    slope: (squared) => -0.5 * Math.exp(-squared / 2),
  },
};

/** What a covariance depends on. */
export interface KernelParameters {
  /** The family of functions. */
  kind: KernelKind;
  /** Variance of the function, above 0, in units of the (normalised) targets squared. */
  amplitude: number;
  /** [dimension] length scales in units of the unit cube's edge. */
  lengths: Float64Array;
  /** Variance of the observations' noise, in the same unit as the amplitude. */
  noise: number;
}

/** [dimension] 1 where the dimension is categorical: its coordinates are only equal or not. */
export function categoricalMask(space: Space): Uint8Array {
  return Uint8Array.from(space, (dimension) => Number(dimension.kind === "categorical"));
}

/** r² of two points of the unit cube; see the head of this file. */
export function squaredDistance(
  a: Float64Array,
  b: Float64Array,
  inverseSquares: Float64Array,
  categorical: Uint8Array,
): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) {
    const difference = a[d] - b[d];
    if (categorical[d]) sum += difference === 0 ? 0 : inverseSquares[d];
    else sum += difference * difference * inverseSquares[d];
  }
  return sum;
}

/** [dimension] 1 / length². */
export function inverseSquaredLengths(lengths: Float64Array): Float64Array {
  return lengths.map((length) => 1 / (length * length));
}
