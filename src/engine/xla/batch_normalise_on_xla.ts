/**
 * Batch normalisation of a recorded training step. The gradient is written by its closed form
 * (Ioffe and Szegedy 2015, section 3, with the sums gathered): composed of tfjs's operations it
 * goes over the values more often, and loses digits where large sums cancel.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { NormalisedBatch } from "../batch_normalisation.ts";
import { type FusedKernel, registerFusedKernel } from "../fused_kernel.ts";
import type { Lowering } from "./lowering.ts";
import { recordKernel } from "./runtime.ts";
import type { Program, Value } from "./stablehlo.ts";

/** Normalises over all axes but the last, as batchNormalise says, within a recorded step. */
export function batchNormaliseOnXla(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalisedBatch {
  registerFusedKernel(fusedKernel);
  const [output, mean, variance] = tf.engine().runKernel(
    fusedKernel.name,
    { x, scale, offset },
    { epsilon },
  ) as tf.Tensor[];
  return { output, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

interface Channels {
  /** One value a channel, over all of x. */
  repeat(value: Value): Value;
  /** The mean of each channel. */
  mean(value: Value): Value;
  /** The sum of each channel. */
  sum(value: Value): Value;
}

function channelsOf(program: Program, { shape }: Value): Channels {
  const last = shape.length - 1;
  const rows = shape.slice(0, last).map((_, axis) => axis);
  const sum = (value: Value) => program.reduce(value, rows, "add");
  const share = 1 / tf.util.sizeFromShape(shape.slice(0, last));
  return {
    repeat: (value) => program.broadcast(value, shape, [last]),
    sum,
    mean: (value) =>
      program.binary("multiply", sum(value), program.fill(share, [shape[last]], "f32")),
  };
}

/** 1 / sqrt(variance + epsilon) */
function inverseDeviation(program: Program, variance: Value, epsilon: unknown): Value {
  const added = program.fill(epsilon as number, variance.shape, "f32");
  return program.unary("rsqrt", program.binary("add", variance, added));
}

/** [output, mean, variance] */
const forward: Lowering = ({ program }, { x, scale, offset }, { epsilon }) => {
  const { repeat, mean: meanOf } = channelsOf(program, x);
  const mean = meanOf(x);
  const centred = program.binary("subtract", x, repeat(mean));
  const variance = meanOf(program.binary("multiply", centred, centred));
  const factor = program.binary(
    "multiply",
    inverseDeviation(program, variance, epsilon),
    scale,
  );
  const scaled = program.binary("multiply", centred, repeat(factor));
  return [program.binary("add", scaled, repeat(offset)), mean, variance];
};

/** [gradient of x, of scale, of offset] */
const backward: Lowering = ({ program }, { dy, x, scale, mean, variance }, { epsilon }) => {
  const { repeat, sum } = channelsOf(program, x);
  const inverse = inverseDeviation(program, variance, epsilon);
  const normalised = program.binary(
    "multiply",
    program.binary("subtract", x, repeat(mean)),
    repeat(inverse),
  );
  const dOffset = sum(dy);
  const dScale = sum(program.binary("multiply", dy, normalised));
  const rows = tf.util.sizeFromShape([...x.shape]) / x.shape[x.shape.length - 1];
  const share = program.fill(1 / rows, dOffset.shape, "f32");
  const taken = program.binary(
    "add",
    repeat(program.binary("multiply", dOffset, share)),
    program.binary(
      "multiply",
      normalised,
      repeat(program.binary("multiply", dScale, share)),
    ),
  );
  const dx = program.binary(
    "multiply",
    program.binary("subtract", dy, taken),
    repeat(program.binary("multiply", inverse, scale)),
  );
  return [dx, dScale, dOffset];
};

interface FusedInputs {
  x: tf.Tensor;
  scale: tf.Tensor;
  offset: tf.Tensor;
}

const fusedKernel: FusedKernel<FusedInputs, { epsilon: number }> = {
  name: "DuyguXlaBatchNormalise",
  engine: "xla",
  compute: ({ x, scale, offset }, attributes) =>
    recordKernel(forward, { x, scale, offset }, attributes),
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, true, true],
  gradient: (dys, saved, attributes) => {
    const [x, scale, mean, variance] = saved;
    const [dy] = dys as tf.Tensor[];
    const [dx, dScale, dOffset] = recordKernel(
      backward,
      { dy, x, scale, mean, variance },
      attributes,
    ).map((info) => tf.engine().makeTensorFromTensorInfo(info));
    return { x: () => dx, scale: () => dScale, offset: () => dOffset };
  },
};
