/**
 * Values that look random and are the same everywhere: in this code and in bench/parity's Python.
 */
import * as tf from "@tensorflow/tfjs-core";

/**
 * `count` values in [-1, 1): the fractional part of sin(12.9898 (i + 1) + 78.233 seed) *
 * 43758.5453, stretched.
 */
export function noise(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const large = Math.sin(12.9898 * (index + 1) + 78.233 * seed) * 43758.5453;
    return 2 * (large - Math.floor(large)) - 1;
  });
}

/** A tensor of {@link noise} times `scale`. */
export function noiseTensor(shape: number[], seed: number, scale = 1): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(noise(size, seed).map((value) => value * scale), shape);
}
