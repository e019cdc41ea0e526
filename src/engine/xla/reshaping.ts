/** Lowerings of what moves, repeats, cuts and chooses values. */
import * as tf from "@tensorflow/tfjs-core";
import { elementTypeOf } from "./elementwise.ts";
import { broadcastTo, inputList, type Lowering, UnknownFormError } from "./lowering.ts";
import type { Padding, Program, Value } from "./stablehlo.ts";

const zeros = (x: Value) => x.shape.map(() => 0);

/** The parts of `x` that are `lengths` long along `axis`. */
function split(program: Program, x: Value, lengths: readonly number[], axis: number): Value[] {
  let from = 0;
  return lengths.map((length) => {
    const begin = zeros(x).with(axis, from);
    from += length;
    return program.slice(x, begin, x.shape.with(axis, from));
  });
}

/** A negative axis counts from the end. */
const axisOf = (axis: unknown, rank: number) => ((axis as number) + rank) % rank;

function oneHot(
  program: Program,
  indices: Value,
  { depth, onValue = 1, offValue = 0, dtype = "float32" }: Record<string, unknown>,
): Value {
  const shape = [...indices.shape, depth as number];
  const places = program.iota(shape, shape.length - 1, "i32");
  const repeated = program.broadcast(indices, shape, indices.shape.map((_, axis) => axis));
  const type = elementTypeOf[dtype as string];
  return program.select(
    program.compare("EQ", program.convert(repeated, "i32"), places),
    program.fill(onValue as number, shape, type),
    program.fill(offValue as number, shape, type),
  );
}

/** Kernels by tfjs's names. */
export const reshapingLowerings: Record<string, Lowering> = {
  BroadcastTo: ({ program }, { x }, { shape }) => broadcastTo(program, x, shape as number[]),
  Concat: ({ program }, inputs, { axis }) => {
    const parts = inputList(inputs);
    return program.concatenate(parts, axisOf(axis, parts[0].shape.length));
  },
  ExpandDims: ({ program }, { input }, { dim }) => {
    const place = axisOf(dim, input.shape.length + 1);
    return program.reshape(input, input.shape.toSpliced(place, 0, 1));
  },
  Fill: ({ program }, _, { shape, value, dtype }) => {
    if (typeof value !== "number") throw new UnknownFormError(`a fill of ${typeof value}`);
    return program.fill(value, shape as number[], elementTypeOf[(dtype as string) ?? "float32"]);
  },
  GatherV2: ({ program }, { x, indices }, { axis, batchDims }) => {
    if (batchDims) throw new UnknownFormError(`batchDims ${batchDims}`);
    return program.gather(x, program.convert(indices, "i32"), axisOf(axis, x.shape.length));
  },
  OneHot: ({ program }, { indices }, attributes) => oneHot(program, indices, attributes),
  Pack: ({ program }, inputs, { axis }) => {
    const parts = inputList(inputs);
    const place = axisOf(axis, parts[0].shape.length + 1);
    const wide = parts.map((part) => program.reshape(part, part.shape.toSpliced(place, 0, 1)));
    return program.concatenate(wide, place);
  },
  PadV2: ({ program }, { x }, { paddings, constantValue }) =>
    program.pad(x, (constantValue as number) ?? 0, paddings as Padding[]),
  Reshape: ({ program }, { x }, { shape }) => {
    const size = tf.util.sizeFromShape([...x.shape]);
    return program.reshape(x, tf.util.inferFromImplicitShape(shape as number[], size));
  },
  Reverse: ({ program }, { x }, { dims }) => {
    const axes = tf.util.parseAxisParam(dims as number[], [...x.shape]);
    return program.reverse(x, axes);
  },
  Slice: ({ program }, { x }, { begin, size }) => {
    const [from, lengths] = tf.slice_util.parseSliceParams(
      { shape: [...x.shape] } as tf.Tensor,
      begin as number[],
      size as number[],
    );
    return program.slice(x, from, from.map((start, axis) => start + lengths[axis]));
  },
  SplitV: ({ program }, { x }, { numOrSizeSplits, axis }) => {
    const place = axisOf(axis, x.shape.length);
    const shaped = { shape: [...x.shape] } as tf.Tensor;
    const lengths = tf.backend_util.prepareSplitSize(
      shaped,
      numOrSizeSplits as number[] | number,
      place,
    );
    return split(program, x, lengths, place);
  },
  StridedSlice: ({ program }, { x }, attributes) => {
    const { begin, end, strides, ...masks } = attributes as Record<string, number[] & number>;
    const info = tf.slice_util.sliceInfo(
      [...x.shape],
      begin,
      end,
      strides,
      masks.beginMask,
      masks.endMask,
      masks.ellipsisMask,
      masks.newAxisMask,
      masks.shrinkAxisMask,
    );
    if (info.strides.some((stride) => stride < 0)) throw new UnknownFormError("negative strides");
    return program.reshape(program.slice(x, info.begin, info.end, info.strides), info.finalShape);
  },
  Tile: ({ program }, { x }, { reps }) => {
    const times = reps as number[];
    // [a, b] to [r, a, s, b], whose axes two by two are the result's.
    const wide = x.shape.flatMap((length, axis) => [times[axis], length]);
    const repeated = program.broadcast(x, wide, x.shape.map((_, axis) => 2 * axis + 1));
    return program.reshape(repeated, x.shape.map((length, axis) => length * times[axis]));
  },
  Transpose: ({ program }, { x }, { perm }) => program.transpose(x, perm as number[]),
  Unpack: ({ program }, { value }, { axis }) => {
    const place = axisOf(axis, value.shape.length);
    const ones = Array.from({ length: value.shape[place] }, () => 1);
    return split(program, value, ones, place).map((part) =>
      program.reshape(part, part.shape.toSpliced(place, 1))
    );
  },
};
