/**
 * Random numbers by a counter: the k-th value depends on the seed and on k alone, so that a device
 * makes all of them at once, a resumed training draws the same, and an eager step the same as a
 * compiled one. The generator is Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3", section 4.2).
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Lowering } from "./lowering.ts";
import type { Program, Value } from "./stablehlo.ts";

/** The kernel's name among tfjs's. */
export const UNIFORM = "DuyguUniform";

const ROTATIONS = [[13, 15, 26, 6], [17, 29, 16, 24]] as const;
const PARITY = 0x1BD11BDA;
const ROUNDS = 20;
const ROUNDS_A_KEY = 4;

/** Arithmetic of 32-bit words, on numbers here and on values of a program there. */
interface Words<T> {
  add(a: T, b: T): T;
  xor(a: T, b: T): T;
  rotate(a: T, bits: number): T;
  of(value: number, like: T): T;
}

/** Two words for the counter (first, second) under the key (k0, k1). */
function threefry<T>(words: Words<T>, [k0, k1]: [T, T], [first, second]: [T, T]): [T, T] {
  const keys = [k0, k1, words.xor(words.xor(k0, k1), words.of(PARITY, k0))];
  let x0 = words.add(first, k0), x1 = words.add(second, k1);
  for (let round = 0; round < ROUNDS; round++) {
    const place = Math.floor(round / ROUNDS_A_KEY);
    x0 = words.add(x0, x1);
    x1 = words.xor(words.rotate(x1, ROTATIONS[place % 2][round % ROUNDS_A_KEY]), x0);
    if (round % ROUNDS_A_KEY === ROUNDS_A_KEY - 1) {
      const next = place + 1;
      x0 = words.add(x0, keys[next % 3]);
      x1 = words.add(words.add(x1, keys[(next + 1) % 3]), words.of(next, k0));
    }
  }
  return [x0, x1];
}

const numbers: Words<number> = {
  add: (a, b) => (a + b) >>> 0,
  xor: (a, b) => (a ^ b) >>> 0,
  rotate: (a, bits) => ((a << bits) | (a >>> (32 - bits))) >>> 0,
  of: (value) => value,
};

/** Two random words for a counter and a key of two words each. */
export function threefryWords(
  key: [number, number],
  counter: [number, number],
): [number, number] {
  return threefry(numbers, key, counter);
}

// The upper 23 bits of a word are those of a float32 in [1, 2).
const UNUSED_BITS = 9;
const ONE = 0x3F800000;

/** `count` values in [0, 1) by the seed's two int32 numbers. */
export function uniformValues([high, low]: Iterable<number>, count: number): Float32Array {
  const bits = new Uint32Array(count);
  const half = Math.ceil(count / 2);
  for (let place = 0; place < half; place++) {
    const [first, second] = threefryWords([high >>> 0, low >>> 0], [place, 0]);
    bits[place] = first;
    if (half + place < count) bits[half + place] = second;
  }
  for (let place = 0; place < count; place++) {
    bits[place] = (bits[place] >>> UNUSED_BITS) | ONE;
  }
  return new Float32Array(bits.buffer).map((value) => value - 1);
}

/** The same in a program. */
export const lowerUniform: Lowering = ({ program }, { seed }, { shape }) => {
  const wanted = shape as number[];
  const count = tf.util.sizeFromShape(wanted);
  const half = Math.ceil(count / 2);
  const unsigned = program.bitcast(seed, "ui32");
  const key = [0, 1].map((place) =>
    program.broadcast(
      program.reshape(program.slice(unsigned, [place], [place + 1]), []),
      [half],
      [],
    )
  ) as [Value, Value];
  const counter = program.iota([half], 0, "ui32");
  const words = threefry(wordsOf(program), key, [counter, program.fill(0, [half], "ui32")]);
  const bits = program.slice(program.concatenate(words, 0), [0], [count]);
  const fill = (value: number) => program.fill(value, [count], "ui32");
  const shifted = program.binary("shift_right_logical", bits, fill(UNUSED_BITS));
  const between1And2 = program.bitcast(program.binary("or", shifted, fill(ONE)), "f32");
  const values = program.binary("subtract", between1And2, program.fill(1, [count], "f32"));
  return program.reshape(values, wanted);
};

function wordsOf(program: Program): Words<Value> {
  const fill = (value: number, { shape }: Value) => program.fill(value, shape, "ui32");
  return {
    add: (a, b) => program.binary("add", a, b),
    xor: (a, b) => program.binary("xor", a, b),
    rotate: (a, bits) =>
      program.binary(
        "or",
        program.binary("shift_left", a, fill(bits, a)),
        program.binary("shift_right_logical", a, fill(32 - bits, a)),
      ),
    of: fill,
  };
}

/** Uniform float32 values in [0, 1) of `shape` on the xla engine, fixed by `seed`, int32 [2]. */
export function counterUniform(shape: number[], seed: tf.Tensor1D): tf.Tensor {
  return tf.engine().runKernel(UNIFORM, { seed }, { shape }) as tf.Tensor;
}
