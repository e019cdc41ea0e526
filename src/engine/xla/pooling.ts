/**
 * Lowerings of pooling over windows of [batch, height, width, channel] and of its gradients.
 * Windows that tile the image, as most do, are axes of their own, for which a GPU needs no program
 * that searches windows.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Lowering } from "./lowering.ts";
import type { Padding, Program, Value, Window } from "./stablehlo.ts";

type Info = tf.backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];

function infoOf(shape: readonly number[], attributes: Record<string, unknown>): Info {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool2DInfo(
    [...shape] as Shape4,
    filterSize as number,
    strides as number,
    1,
    pad as "same",
    dimRoundingMode as "floor",
  );
}

function windowOf(info: Info): Window {
  const { top, bottom, left, right } = info.padInfo;
  return {
    size: [1, info.filterHeight, info.filterWidth, 1],
    strides: [1, info.strideHeight, info.strideWidth, 1],
    padding: [[0, 0], [top, bottom], [left, right], [0, 0]],
  };
}

/** Whether every value of the image is in exactly one window. */
function tiles(info: Info): boolean {
  return info.filterHeight === info.strideHeight && info.filterWidth === info.strideWidth &&
    info.inHeight === info.outHeight * info.filterHeight &&
    info.inWidth === info.outWidth * info.filterWidth;
}

/** [batch, row, y, column, x, channel]: y and x within a window. */
const tiledShape = (info: Info) => [
  info.batchSize,
  info.outHeight,
  info.filterHeight,
  info.outWidth,
  info.filterWidth,
  info.inChannels,
];
const WITHIN = [2, 4];

/** One value a window, repeated over its window. */
function spread(program: Program, x: Value, info: Info): Value {
  const repeated = program.broadcast(x, tiledShape(info), [0, 1, 3, 5]);
  return program.reshape(repeated, info.inShape);
}

/** How many values of the image each window holds, [1, height, width, 1]. */
function counts(info: Info): { values: number[]; shape: number[] } {
  const inside = (outputs: number, stride: number, size: number, before: number, length: number) =>
    Array.from({ length: outputs }, (_, place) => {
      const from = place * stride - before;
      return Math.min(from + size, length) - Math.max(from, 0);
    });
  const { padInfo } = info;
  const rows = inside(
    ...[info.outHeight, info.strideHeight, info.filterHeight, padInfo.top, info.inHeight] as const,
  );
  const columns = inside(
    ...[info.outWidth, info.strideWidth, info.filterWidth, padInfo.left, info.inWidth] as const,
  );
  return {
    values: rows.flatMap((row) => columns.map((column) => row * column)),
    shape: [1, info.outHeight, info.outWidth, 1],
  };
}

/** Each window's value divided by how many values the window holds. */
function averaged(program: Program, sums: Value, info: Info): Value {
  const { values, shape } = counts(info);
  const shares = program.constant(values.map((count) => 1 / count), shape, "f32");
  const repeated = program.broadcast(shares, sums.shape, [0, 1, 2, 3]);
  return program.binary("multiply", sums, repeated);
}

/** The gradient where windows tile: each window's, at its first maximum. */
function toFirstMaximum(program: Program, dy: Value, x: Value, info: Info): Value {
  const tiled = program.reshape(x, tiledShape(info));
  const repeat = (value: Value) => program.broadcast(value, tiledShape(info), [0, 1, 3, 5]);
  const isMost = program.compare("EQ", tiled, repeat(program.reduce(tiled, WITHIN, "maximum")));
  const [row, column] = WITHIN.map((axis) => program.iota(tiledShape(info), axis, "i32"));
  const width = program.fill(info.filterWidth, tiledShape(info), "i32");
  const place = program.binary("add", program.binary("multiply", row, width), column);
  const beyond = program.fill(info.filterHeight * info.filterWidth, tiledShape(info), "i32");
  const first = program.reduce(program.select(isMost, place, beyond), WITHIN, "minimum");
  const zeros = program.fill(0, tiledShape(info), dy.type);
  const placed = program.select(program.compare("EQ", place, repeat(first)), repeat(dy), zeros);
  return program.reshape(placed, info.inShape);
}

/** The sum, for each value of the image, of what the windows that hold it are given. */
function sumOverWindows(program: Program, dy: Value, info: Info): Value {
  const { size, strides, padding } = windowOf(info);
  const around = size.map((length, axis): Padding => {
    const before = length - 1 - padding[axis][0];
    const wide = (dy.shape[axis] - 1) * strides[axis] + 1;
    return [before, info.inShape[axis] + length - 1 - wide - before];
  });
  const apart = program.pad(dy, 0, around, strides.map((stride) => stride - 1));
  const none: Padding = [0, 0];
  return program.reduceWindow(
    apart,
    { size, strides: [1, 1, 1, 1], padding: [none, none, none, none] },
    "add",
  );
}

/** Kernels by tfjs's names. */
export const poolingLowerings: Record<string, Lowering> = {
  AvgPool: ({ program }, { x }, attributes) => {
    const info = infoOf(x.shape, attributes);
    const sums = tiles(info)
      ? program.reduce(program.reshape(x, tiledShape(info)), WITHIN, "add")
      : program.reduceWindow(x, windowOf(info), "add");
    return averaged(program, sums, info);
  },
  AvgPoolGrad: ({ program }, { dy, input }, attributes) => {
    const info = infoOf(input.shape, attributes);
    const shares = averaged(program, dy, info);
    return tiles(info) ? spread(program, shares, info) : sumOverWindows(program, shares, info);
  },
  MaxPool: ({ program }, { x }, attributes) => {
    const info = infoOf(x.shape, attributes);
    if (tiles(info)) {
      return program.reduce(program.reshape(x, tiledShape(info)), WITHIN, "maximum");
    }
    return program.reduceWindow(x, windowOf(info), "maximum");
  },
  MaxPoolGrad: ({ program }, { dy, input }, attributes) => {
    const info = infoOf(input.shape, attributes);
    return tiles(info)
      ? toFirstMaximum(program, dy, input, info)
      : program.scatterToMaxima(input, dy, windowOf(info));
  },
};
