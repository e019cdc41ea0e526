/** 2D convolution as a matrix product on a GPU. */
import type * as tf from "@tensorflow/tfjs-core";
import { disposeInfo, flatProgram, type GpuProgram, integers, runProgram } from "./gpu_program.ts";
import {
  DEPTH,
  TILE_ROWS,
  tileColumns,
  tileProductCode,
  tileWorkgroup,
  writeColumns,
} from "./tile_product.ts";

/** The shapes of a convolution whose every tap falls inside the padded image. */
interface ConvolutionShape {
  padding: Padding;
  /** [batch, height, width, channel] */
  outShape: [number, number, number, number];
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
}

/** What may follow a convolution. */
interface Finish {
  /** [out], added. */
  bias?: tf.TensorInfo;
  /** Below zero becomes zero. */
  relu?: boolean;
}

/**
 * For x [batch, height, width, in] and filter [filterHeight, filterWidth, in, out]: the convolution
 * (cross-correlation, as everywhere in deep learning). A row of the product is one of the output's
 * positions, a column an output channel, the depth goes over taps and input channels.
 */
export function convolutionProduct(
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  shape: ConvolutionShape,
  { bias, relu = false }: Finish = {},
): tf.TensorInfo {
  const image = isUnpadded(shape.padding) ? x : paddedImage(x, shape.padding);
  const [, height, width, channels] = image.shape;
  const [batch, outHeight, outWidth, columns] = shape.outShape;
  const rows = batch * outHeight * outWidth;
  const depth = shape.filterHeight * shape.filterWidth * channels;
  const output = runProgram(
    productProgram([rows, columns], shape.outShape, { hasBias: bias !== undefined, relu }),
    [image, filter, ...bias ? [bias] : []],
    integers(
      rows,
      columns,
      depth,
      height,
      width,
      channels,
      outHeight,
      outWidth,
      shape.filterWidth,
      shape.strideHeight,
      shape.strideWidth,
    ),
  );
  if (image !== x) disposeInfo(image);
  return output;
}

function productProgram(
  [rows, columns]: [number, number],
  outputShape: number[],
  { hasBias, relu }: { hasBias: boolean; relu: boolean },
): GpuProgram {
  const width = tileColumns(columns);
  const workgroupSize = tileWorkgroup(width);
  const threads = workgroupSize[0] * workgroupSize[1];
  // Neighbouring threads load neighbouring depths of a row: channels, which lie side by side.
  const rowsApart = threads / DEPTH;
  const loads = Array.from({ length: TILE_ROWS / rowsApart }, (_, load) => load);
  const depthsApart = threads / width;
  return {
    variableNames: ["image", "weights", ...hasBias ? ["bias"] : []],
    uniforms: "rows : i32, columns : i32, depth : i32, height : i32, width : i32, " +
      "channels : i32, outHeight : i32, outWidth : i32, filterWidth : i32, " +
      "strideHeight : i32, strideWidth : i32,",
    workgroupSize,
    dispatchLayout: { x: [3], y: [0, 1, 2] },
    dispatch: [Math.ceil(columns / width), Math.ceil(rows / TILE_ROWS), 1],
    outputShape,
    shaderKey: `duygu convolution ${width} ${hasBias} ${relu}`,
    size: false,
    getUserCode: () =>
      tileProductCode({
        width,
        declarations: `
          // Where in the image the first tap of an output's position is.
          fn placeOf(row : i32) -> i32 {
            let position = min(row, uniforms.rows - 1);
            let line = position / uniforms.outWidth;
            let sample = line / uniforms.outHeight;
            let y = (line - sample * uniforms.outHeight) * uniforms.strideHeight;
            let left = (position - line * uniforms.outWidth) * uniforms.strideWidth;
            return ((sample * uniforms.height + y) * uniforms.width + left) * uniforms.channels;
          }`,
        before: `
          let lane = thread % ${DEPTH};
          let lineRow = thread / ${DEPTH};
          ${
          loads.map((load) =>
            `let place${load} = placeOf(tileRow + lineRow + ${load * rowsApart});`
          )
            .join("\n")
        }
          let column = thread % ${width};
          let lineDepth = thread / ${width};
          let inside = tileColumn + column < uniforms.columns;`,
        firstDepth: "0",
        endDepth: "uniforms.depth",
        load: `
          let own = start + lane;
          let tap = own / uniforms.channels;
          let tapRow = tap / uniforms.filterWidth;
          let offset = (tapRow * uniforms.width + tap - tapRow * uniforms.filterWidth) *
            uniforms.channels + own - tap * uniforms.channels;
          let some = own < endDepth;
          ${
          loads.map((load) => `
          setLeft(lane, lineRow + ${load * rowsApart},
            select(0.0, image[select(0, place${load} + offset, some)], some));`).join("")
        }
          for (var down = lineDepth; down < ${DEPTH}; down += ${depthsApart}) {
            let there = inside && start + down < endDepth;
            let place = (start + down) * uniforms.columns + tileColumn + column;
            setRight(down, column, select(0.0, weights[select(0, place, there)], there));
          }`,
        write: `if (row < uniforms.rows) { ${
          writeColumns("row * uniforms.columns + column", (sum) => {
            const shifted = hasBias ? `${sum} + bias[column + next]` : sum;
            return relu ? `max(0.0, ${shifted})` : shifted;
          })
        } }`,
      }),
  };
}

// An image with zeros around it, so that every tap of a convolution falls inside.

/** Zeros on each side, may be negative behind: what no tap sees is left out. */
interface Padding {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** x [batch, height, width, channel] with its padding. */
export function paddedImage(
  x: tf.TensorInfo,
  { top, left, bottom, right }: Padding,
): tf.TensorInfo {
  const [batch, height, width, channels] = x.shape;
  const outputShape = [batch, height + top + bottom, width + left + right, channels];
  const program = flatProgram({
    key: "padded image",
    inputs: ["x"],
    outputShape,
    uniforms: "top : i32, left : i32,",
    body: `
      let at = getCoordsFromIndex(index);
      let y = at[1] - uniforms.top;
      let column = at[2] - uniforms.left;
      var value = 0.0;
      if (y >= 0 && y < uniforms.xShape[1] && column >= 0 && column < uniforms.xShape[2]) {
        value = x[((at[0] * uniforms.xShape[1] + y) * uniforms.xShape[2] + column) *
          uniforms.xShape[3] + at[3]];
      }
      result[index] = value;`,
  });
  return runProgram(program, [x], integers(top, left));
}

/** The padding with which the taps of `info` see exactly the padded image. */
export function paddingOf(info: tf.backend_util.Conv2DInfo): Padding {
  const { top, left } = info.padInfo;
  const seen = (outputs: number, stride: number, taps: number) => (outputs - 1) * stride + taps;
  return {
    top,
    left,
    bottom: seen(info.outHeight, info.strideHeight, info.filterHeight) - info.inHeight - top,
    right: seen(info.outWidth, info.strideWidth, info.filterWidth) - info.inWidth - left,
  };
}

/** Whether the padding changes nothing. */
export function isUnpadded({ top, left, bottom, right }: Padding): boolean {
  return top === 0 && left === 0 && bottom === 0 && right === 0;
}

// A filter as the gradient of its convolution's input sees it.

/** filter [height, width, in, out] turned by half a circle, channels exchanged: [..., out, in]. */
export function turnedFilter(filter: tf.TensorInfo): tf.TensorInfo {
  const [height, width, inputs, outputs] = filter.shape;
  const program = flatProgram({
    key: "turned filter",
    inputs: ["weights"],
    outputShape: [height, width, outputs, inputs],
    uniforms: "taps : i32, inputs : i32, outputs : i32,",
    body: `
      let place = index / uniforms.inputs;
      let input = index - place * uniforms.inputs;
      let tap = place / uniforms.outputs;
      let output = place - tap * uniforms.outputs;
      result[index] = weights[((uniforms.taps - 1 - tap) * uniforms.inputs + input) *
        uniforms.outputs + output];`,
  });
  return runProgram(program, [filter], integers(height * width, inputs, outputs));
}
