/**
 * Lowerings of convolutions and their gradients. In StableHLO all of them are convolutions, with
 * other axes in the parts of batch and channel (the forms that JAX gives them, for XLA knows these
 * on a GPU): the input's gradient convolves the output's with the reversed filter, the filter's
 * gradient convolves the input with the output's gradient, the batch in the channels' part.
 *
 * Images are [batch, height, width, channel], filters [height, width, channel, filter].
 */
import * as tf from "@tensorflow/tfjs-core";
import { activate } from "./elementwise.ts";
import {
  broadcastTo,
  type Inputs,
  type Lowering,
  type LoweringContext,
  reduced,
  UnknownFormError,
} from "./lowering.ts";
import type { Padding, Value } from "./stablehlo.ts";

type Shape4 = [number, number, number, number];

/** How a filter moves over an image; lists are [height, width]. */
interface Geometry {
  image: number[];
  filter: number[];
  output: number[];
  strides: number[];
  dilation: number[];
  padding: Padding[];
  outShape: Shape4;
}

/** The geometry that tfjs's attributes describe. */
function geometryOf(
  imageShape: readonly number[],
  filterShape: readonly number[],
  attributes: Record<string, unknown>,
  isDepthwise = false,
): Geometry {
  const { strides, pad, dimRoundingMode } = attributes;
  // tfjs leaves some out and gives null for others.
  const dataFormat = attributes.dataFormat ?? "NHWC", dilations = attributes.dilations ?? 1;
  if (dataFormat !== "NHWC") throw new UnknownFormError(`dataFormat ${dataFormat}`);
  const info = tf.backend_util.computeConv2DInfo(
    [...imageShape] as Shape4,
    [...filterShape] as Shape4,
    strides as number,
    dilations as number,
    pad as "same",
    dimRoundingMode as "floor",
    isDepthwise,
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    image: [info.inHeight, info.inWidth],
    filter: [info.filterHeight, info.filterWidth],
    output: [info.outHeight, info.outWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilation: [info.dilationHeight, info.dilationWidth],
    padding: [[top, bottom], [left, right]],
    outShape: info.outShape as Shape4,
  };
}

/** How far a filter reaches, its gaps counted. */
const reach = ({ filter, dilation }: Geometry, axis: number) =>
  (filter[axis] - 1) * dilation[axis] + 1;

/** How far apart the first and last places of the filter are, plus one. */
const span = ({ output, strides }: Geometry, axis: number) =>
  (output[axis] - 1) * strides[axis] + 1;

function forward(
  context: LoweringContext,
  x: Value,
  filter: Value,
  geometry: Geometry,
  groups = 1,
): Value {
  const { strides, dilation, padding, outShape } = geometry;
  return reduced(
    context,
    [x, filter],
    ([image, weights]) =>
      context.program.convolve(image, weights, {
        dimensions: "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]",
        strides,
        padding,
        filterDilation: dilation,
        groups,
        shape: outShape,
      }),
  );
}

/** `filter` in the form [height, width, filter of a group, channel]'s "o" and "i" exchanged. */
function towardsInput(
  context: LoweringContext,
  dy: Value,
  filter: Value,
  { geometry, shape, groups = 1, dimensions }: {
    geometry: Geometry;
    shape: readonly number[];
    groups?: number;
    dimensions: string;
  },
): Value {
  const padding = [0, 1].map((axis): Padding => {
    const before = reach(geometry, axis) - 1 - geometry.padding[axis][0];
    return [
      before,
      geometry.image[axis] + reach(geometry, axis) - 1 - span(geometry, axis) - before,
    ];
  });
  return reduced(
    context,
    [dy, filter],
    ([gradient, weights]) =>
      context.program.convolve(gradient, context.program.reverse(weights, [0, 1]), {
        dimensions,
        strides: [1, 1],
        padding,
        inputDilation: geometry.strides,
        filterDilation: geometry.dilation,
        groups,
        shape,
      }),
  );
}

function towardsFilter(
  context: LoweringContext,
  x: Value,
  dy: Value,
  { geometry, shape, batchGroups = 1 }: {
    geometry: Geometry;
    shape: readonly number[];
    batchGroups?: number;
  },
): Value {
  const padding = [0, 1].map((axis): Padding => {
    const [before] = geometry.padding[axis];
    return [
      before,
      reach(geometry, axis) - 1 + span(geometry, axis) - geometry.image[axis] - before,
    ];
  });
  return reduced(
    context,
    [x, dy],
    ([image, gradient]) =>
      context.program.convolve(image, gradient, {
        dimensions: "[f, 0, 1, b]x[i, 0, 1, o]->[0, 1, b, f]",
        strides: geometry.dilation,
        padding,
        filterDilation: geometry.strides,
        batchGroups,
        shape,
      }),
  );
}

/** [height, width, channel, multiplier] as a grouped convolution's [height, width, 1, filter]. */
function grouped({ program }: LoweringContext, filter: Value): Value {
  const [height, width, channels, multiplier] = filter.shape;
  return program.reshape(filter, [height, width, 1, channels * multiplier]);
}

function finished(
  { program }: LoweringContext,
  result: Value,
  { bias, preluActivationWeights }: Inputs,
  { activation, leakyreluAlpha }: Record<string, unknown>,
): Value {
  const shifted = bias
    ? program.binary("add", result, broadcastTo(program, bias, result.shape))
    : result;
  return activate(
    program,
    shifted,
    activation as string,
    preluActivationWeights,
    leakyreluAlpha as number,
  );
}

const depthwise = (context: LoweringContext, { x, filter }: Inputs, attributes: Attributes) =>
  forward(
    context,
    x,
    grouped(context, filter),
    geometryOf(x.shape, filter.shape, attributes, true),
    filter.shape[2],
  );

const convolution = (context: LoweringContext, { x, filter }: Inputs, attributes: Attributes) =>
  forward(context, x, filter, geometryOf(x.shape, filter.shape, attributes));

type Attributes = Record<string, unknown>;

/** Kernels by tfjs's names. */
export const convolutionLowerings: Record<string, Lowering> = {
  Conv2D: convolution,
  FusedConv2D: (context, inputs, attributes) =>
    finished(context, convolution(context, inputs, attributes), inputs, attributes),
  Conv2DBackpropInput: (context, { dy, filter }, attributes) => {
    const shape = attributes.inputShape as number[];
    const geometry = geometryOf(shape, filter.shape, attributes);
    const dimensions = "[b, 0, 1, f]x[0, 1, o, i]->[b, 0, 1, f]";
    return towardsInput(context, dy, filter, { geometry, shape, dimensions });
  },
  Conv2DBackpropFilter: (context, { x, dy }, attributes) => {
    const shape = attributes.filterShape as number[];
    return towardsFilter(context, x, dy, {
      geometry: geometryOf(x.shape, shape, attributes),
      shape,
    });
  },
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: (context, inputs, attributes) =>
    finished(context, depthwise(context, inputs, attributes), inputs, attributes),
  DepthwiseConv2dNativeBackpropInput: (context, { dy, filter }, attributes) => {
    const shape = attributes.inputShape as number[];
    const geometry = geometryOf(shape, filter.shape, attributes, true);
    const turned = context.program.transpose(filter, [0, 1, 3, 2]);
    const dimensions = "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]";
    const groups = filter.shape[2];
    return towardsInput(context, dy, turned, { geometry, shape, groups, dimensions });
  },
  DepthwiseConv2dNativeBackpropFilter: (context, { x, dy }, attributes) => {
    const shape = attributes.filterShape as Shape4;
    const [height, width, channels, multiplier] = shape;
    const gradient = towardsFilter(context, x, dy, {
      geometry: geometryOf(x.shape, shape, attributes, true),
      shape: [height, width, 1, channels * multiplier],
      batchGroups: channels,
    });
    return context.program.reshape(gradient, shape);
  },
};
