/**
 * The heart of a matrix product on a GPU: a workgroup makes a tile of left [row, depth] times right
 * [depth, column], 16 of the depth at a time through memory that its threads share; each thread
 * sums 8 rows by 4 columns in registers. Where the matrices' values lie is said by the caller, so
 * that a convolution need not be laid out as a matrix first.
 */

/** Of the depth, what is in shared memory at once. */
export const DEPTH = 16;
/** Rows of a workgroup's tile. */
export const TILE_ROWS = 128;
/** What one thread sums. */
const [OWN_ROWS, OWN_COLUMNS] = [8, 4];
/** Vectors of 4 rows at one depth, and one more, so that threads write to different banks. */
const LEFT_STRIDE = TILE_ROWS / 4 + 1;

/** A tile's width, by the matrix's. */
export function tileColumns(columns: number): number {
  return columns > 32 ? 64 : 32;
}

/** Threads of a workgroup, along columns and rows. */
export function tileWorkgroup(width: number): [number, number, number] {
  return [width / OWN_COLUMNS, TILE_ROWS / OWN_ROWS, 1];
}

/** What differs between products. */
interface TileProductCode {
  /** The tile's width; see {@link tileColumns}. */
  width: number;
  /** Functions and shared memory. */
  declarations?: string;
  /** Once, before the first step; `thread`, `tileRow` and `tileColumn` (where the tile begins). */
  before: string;
  /** The depths that this workgroup goes over: expressions. */
  firstDepth: string;
  endDepth: string;
  /**
   * In each step, from the depth `start` on: puts all of the tile's values with
   * `setLeft(depth - start, row - tileRow, value)` and `setRight(depth - start, column -
   * tileColumn, value)`, zeros where there is none.
   */
  load: string;
  /** In each step while nothing is loaded; may prepare the next one. */
  between?: string;
  /** Writes the sums `sum` (4 columns from `column` on) of `row`. */
  write: string;
}

/** The WGSL of a program's main function. */
export function tileProductCode(code: TileProductCode): string {
  const { width, declarations = "", before, firstDepth, endDepth, load, between = "" } = code;
  const rightStride = width / 4;
  const own = Array.from({ length: OWN_ROWS }, (_, row) => row);
  const value = (row: number) => `${row < 4 ? "upper" : "lower"}[${row % 4}]`;
  return `
    var<workgroup> left : array<vec4<f32>, ${DEPTH * LEFT_STRIDE}>;
    var<workgroup> right : array<vec4<f32>, ${DEPTH * rightStride}>;
    fn setLeft(depth : i32, row : i32, value : f32) {
      left[depth * ${LEFT_STRIDE} + row / 4][row % 4] = value;
    }
    fn setRight(depth : i32, column : i32, value : f32) {
      right[depth * ${rightStride} + column / 4][column % 4] = value;
    }
    fn write(row : i32, column : i32, sum : vec4<f32>) { ${code.write} }
    ${declarations}
    fn main() {
      let thread = i32(localIndex);
      let tileRow = i32(workgroupId.y) * ${TILE_ROWS};
      let tileColumn = i32(workgroupId.x) * ${width};
      let ownRow = i32(localId.y) * ${OWN_ROWS};
      let ownColumn = i32(localId.x);
      ${own.map((row) => `var sum${row} = vec4<f32>(0.0);`).join(" ")}
      ${before}
      let endDepth = ${endDepth};
      for (var start = ${firstDepth}; start < endDepth; start += ${DEPTH}) {
        ${load}
        workgroupBarrier();
        ${between}
        for (var depth = 0; depth < ${DEPTH}; depth++) {
          let across = right[depth * ${rightStride} + ownColumn];
          let upper = left[depth * ${LEFT_STRIDE} + ownRow / 4];
          let lower = left[depth * ${LEFT_STRIDE} + ownRow / 4 + 1];
          ${own.map((row) => `sum${row} += ${value(row)} * across;`).join(" ")}
        }
        workgroupBarrier();
      }
      let firstColumn = tileColumn + ownColumn * ${OWN_COLUMNS};
      ${own.map((row) => `write(tileRow + ownRow + ${row}, firstColumn, sum${row});`).join(" ")}
    }`;
}

/**
 * Code that writes `sum` to `result` at `place` and the three after it, within so many columns;
 * `finish` changes each, the one of column + next.
 */
export function writeColumns(
  place: string,
  finish: (sum: string) => string = (sum) => sum,
): string {
  return `for (var next = 0; next < 4; next++) {
    if (column + next < uniforms.columns) { result[${place} + next] = ${finish("sum[next]")}; }
  }`;
}
