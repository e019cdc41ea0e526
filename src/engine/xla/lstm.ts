/**
 * A LSTM layer of a recorded step as a loop, forward and backward. tfjs-layers computes it step by
 * step, which recorded would be a program that grows with the clip: 256 frames take XLA minutes to
 * compile. The equations are Keras's (Gers, Schmidhuber and Cummins 2000, without peepholes); gates
 * in the order input, forget, candidate, output.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { type FusedKernel, registerFusedKernel } from "../fused_kernel.ts";
import { type Lowering, type LoweringContext, reduced } from "./lowering.ts";
import { recordKernel } from "./runtime.ts";
import type { Program, Value } from "./stablehlo.ts";

interface Weight {
  read(): tf.Tensor;
}

/** What a tfjs-layers LSTM holds. */
interface LstmInside {
  cell: {
    kernel: Weight;
    recurrentKernel: Weight;
    bias: Weight | null;
    activation: tf.serialization.Serializable;
    recurrentActivation: tf.serialization.Serializable;
    dropout: number;
    recurrentDropout: number;
  };
  goBackwards: boolean;
  stateful: boolean;
  returnState: boolean;
  returnSequences: boolean;
}

type Call = (
  this: LstmInside,
  inputs: tf.Tensor | tf.Tensor[],
  options?: Record<string, unknown>,
) => tf.Tensor | tf.Tensor[];

/** Runs `work` with the LSTM layers of the usual form computing in a loop. */
export function withLstmLoops<T>(work: () => T): T {
  const prototype = Object.getPrototypeOf(layers.lstm({ units: 1 })) as { call: Call };
  const { call } = prototype;
  prototype.call = function (inputs, options = {}) {
    const [x, ...states] = [inputs].flat();
    const isUsual = hasUsualForm(this) && states.length === 0 &&
      options.mask == null && options.initialState == null;
    return isUsual ? lstmOnXla(x, this) : call.call(this, inputs, options);
  };
  try {
    return work();
  } finally {
    prototype.call = call;
  }
}

function hasUsualForm({ cell, stateful, returnState }: LstmInside): boolean {
  return !stateful && !returnState && cell.bias !== null && !cell.dropout &&
    !cell.recurrentDropout && cell.activation.getClassName() === "tanh" &&
    cell.recurrentActivation.getClassName() === "sigmoid";
}

/** x [batch, time, feature] to [batch, time, unit], or the last of them where that is the form. */
function lstmOnXla(
  x: tf.Tensor,
  { cell, goBackwards, returnSequences }: LstmInside,
): tf.Tensor {
  registerFusedKernel(fusedKernel);
  return tf.tidy(() => {
    const inOrder = tf.transpose(x, [1, 0, 2]);
    const [hidden] = tf.engine().runKernel(fusedKernel.name, {
      x: goBackwards ? tf.reverse(inOrder, 0) : inOrder,
      kernel: cell.kernel.read(),
      recurrent: cell.recurrentKernel.read(),
      bias: cell.bias!.read(),
    }, {}) as tf.Tensor[];
    if (returnSequences) return tf.transpose(hidden, [1, 0, 2]);
    const [time, batch, units] = hidden.shape;
    return tf.reshape(tf.slice(hidden, [time - 1, 0, 0], [1, -1, -1]), [batch, units]);
  });
}

/** Products and sums of one program. */
function arithmetic(context: LoweringContext) {
  const { program } = context;
  const binary = (name: string) => (...values: Value[]) =>
    values.reduce((a, b) => program.binary(name, a, b));
  return {
    add: binary("add"),
    multiply: binary("multiply"),
    /** 1 - x */
    without: (x: Value) => program.binary("subtract", program.fill(1, x.shape, x.type), x),
    /** Sums over one axis of each. */
    product: (a: Value, b: Value, axes: { a: number; b: number }) =>
      reduced(
        context,
        [a, b],
        ([first, second]) => program.dot(first, second, { ...axes, batch: 0 }),
      ),
  };
}

/** The four gates of [batch, 4 units]. */
function gatesOf(program: Program, z: Value): Value[] {
  const [batch, width] = z.shape, units = width / 4;
  return [0, 1, 2, 3].map((gate) =>
    program.slice(z, [0, gate * units], [batch, (gate + 1) * units])
  );
}

/**
 * x [time, batch, feature] to hidden and carried states [time, batch, unit] and the gates' values
 * [time, batch, 4 units].
 */
const forward: Lowering = (context, { x, kernel, recurrent, bias }) => {
  const { program } = context;
  const { add, multiply, product } = arithmetic(context);
  const [time, batch] = x.shape, [units, width] = recurrent.shape;
  // All steps' inputs at once, for they do not wait for each other.
  const ofInputs = add(
    product(x, kernel, { a: 2, b: 0 }),
    program.broadcast(bias, [time, batch, width], [2]),
  );
  const zeros = (...shape: number[]) => program.fill(0, shape, "f32");
  const state = zeros(batch, units), states = zeros(time, batch, units);
  const [, , hidden, carried, gates] = program.loop(
    time,
    [state, state, states, states, zeros(time, batch, width)],
    (place, [h, c, hs, cs, all]) => {
      const z = add(program.row(ofInputs, place), product(h, recurrent, { a: 1, b: 0 }));
      const parts = gatesOf(program, z);
      const [input, forget, candidate, output] = parts.map((part, gate) =>
        program.unary(gate === 2 ? "tanh" : "logistic", part)
      );
      const nextC = add(multiply(forget, c), multiply(input, candidate));
      const nextH = multiply(output, program.unary("tanh", nextC));
      return [
        nextH,
        nextC,
        program.withRow(hs, nextH, place),
        program.withRow(cs, nextC, place),
        program.withRow(
          all,
          program.concatenate([input, forget, candidate, output], 1),
          place,
        ),
      ];
    },
  );
  return [hidden, carried, gates];
};

/** [gradient of x, of kernel, of recurrent, of bias] */
const backward: Lowering = (
  context,
  { dy, x, kernel, recurrent, hidden, carried, gates },
) => {
  const { program } = context;
  const { add, multiply, without, product } = arithmetic(context);
  const [time, batch, units] = hidden.shape, width = 4 * units;
  const zeros = (...shape: number[]) => program.fill(0, shape, "f32");
  const first = zeros(1, batch, units);
  /** The states that each step began with. */
  const before = (states: Value) =>
    program.concatenate([
      first,
      program.slice(states, [0, 0, 0], [time - 1, batch, units]),
    ], 0);
  const carriedBefore = before(carried);
  const last = program.fill(time - 1, [], "i32");
  const [, , dz] = program.loop(
    time,
    [zeros(batch, units), zeros(batch, units), zeros(time, batch, width)],
    (turn, [dh, dc, dzs]) => {
      const place = program.binary("subtract", last, turn);
      const [input, forget, candidate, output] = gatesOf(program, program.row(gates, place));
      const squashed = program.unary("tanh", program.row(carried, place));
      const ofHidden = add(program.row(dy, place), dh);
      const ofCarried = add(
        dc,
        multiply(ofHidden, output, without(multiply(squashed, squashed))),
      );
      const ofLogistic = (gradient: Value, gate: Value) => multiply(gradient, gate, without(gate));
      const ofGates = program.concatenate([
        ofLogistic(multiply(ofCarried, candidate), input),
        ofLogistic(multiply(ofCarried, program.row(carriedBefore, place)), forget),
        multiply(ofCarried, input, without(multiply(candidate, candidate))),
        ofLogistic(multiply(ofHidden, squashed), output),
      ], 1);
      return [
        product(ofGates, recurrent, { a: 1, b: 1 }),
        multiply(ofCarried, forget),
        program.withRow(dzs, ofGates, place),
      ];
    },
  );
  const rows = (value: Value) => program.reshape(value, [time * batch, value.shape[2]]);
  const flat = rows(dz);
  return [
    program.reshape(product(flat, kernel, { a: 1, b: 1 }), x.shape),
    product(rows(x), flat, { a: 0, b: 0 }),
    product(rows(before(hidden)), flat, { a: 0, b: 0 }),
    program.reduce(flat, [0], "add"),
  ];
};

interface FusedInputs {
  x: tf.Tensor;
  kernel: tf.Tensor;
  recurrent: tf.Tensor;
  bias: tf.Tensor;
}

const fusedKernel: FusedKernel<FusedInputs, Record<string, never>> = {
  name: "DuyguXlaLstm",
  engine: "xla",
  compute: ({ x, kernel, recurrent, bias }) =>
    recordKernel(forward, { x, kernel, recurrent, bias }, {}),
  inputsToSave: ["x", "kernel", "recurrent"],
  outputsToSave: [true, true, true],
  gradient: (dys, saved) => {
    const [x, kernel, recurrent, hidden, carried, gates] = saved;
    const [dy] = dys as tf.Tensor[];
    const inputs = { dy, x, kernel, recurrent, hidden, carried, gates };
    const [dx, dKernel, dRecurrent, dBias] = recordKernel(backward, inputs, {})
      .map((info) => tf.engine().makeTensorFromTensorInfo(info));
    return { x: () => dx, kernel: () => dKernel, recurrent: () => dRecurrent, bias: () => dBias };
  },
};
