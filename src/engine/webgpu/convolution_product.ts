/** 2D convolution as a matrix product on a GPU. */
import type * as tf from "@tensorflow/tfjs-core";
import { disposeInfo, type GpuProgram, integers, runProgram } from "./gpu_program.ts";
import { isUnpadded, paddedImage, type Padding } from "./padded_image.ts";
import {
  DEPTH,
  TILE_ROWS,
  tileColumns,
  tileProductCode,
  tileWorkgroup,
  writeColumns,
} from "./tile_product.ts";

/** The shapes of a convolution whose every tap falls inside the padded image. */
export interface ConvolutionShape {
  padding: Padding;
  /** [batch, height, width, channel] */
  outShape: [number, number, number, number];
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
}

/** What may follow a convolution. */
export interface Finish {
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
      ...[rows, columns, depth, height, width, channels, outHeight, outWidth],
      ...[shape.filterWidth, shape.strideHeight, shape.strideWidth],
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
