import * as tf from "@tensorflow/tfjs-core";

/** What tfjs calls a WebGPUProgram; its output is of float32. */
export interface GpuProgram {
  /** The input buffers' names in the code. */
  variableNames: string[];
  /** Members of the uniform `uniforms`, such as "rows : i32, rate : f32,". */
  uniforms: string;
  workgroupSize: [number, number, number];
  /** Which of the output's axes each axis of the dispatch stands for. */
  dispatchLayout: { x: number[]; y?: number[]; z?: number[] };
  /** Workgroups an axis. */
  dispatch: [number, number, number];
  outputShape: number[];
  /** The same for programs of the same code. */
  shaderKey: string;
  /** True where the code reads `uniforms.size`, the output's number of values. */
  size: boolean;
  /**
   * The code: `fn main(index : i32)` of a flat program, else `fn main()`. It writes to `result`.
   */
  getUserCode(): string;
}

/** A value of `uniforms`, in the order of its members. */
type Uniform = { type: "int32" | "float32"; data: [number] };

/** The part of tfjs's backend that runs programs. */
interface ProgramBackend {
  runWebGPUProgram(
    program: GpuProgram,
    inputs: tf.TensorInfo[],
    type: "float32",
    uniforms: Uniform[],
  ): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}

/** Threads of a workgroup of flat programs. */
const FLAT = 64;

/** Whether tensors are computed by the webgpu engine. */
export function usesWebgpu(): boolean {
  return tf.getBackend() === "webgpu";
}

/** A program with one thread for each value of its output; `body` sees its number as `index`. */
export function flatProgram(
  { key, inputs, outputShape, uniforms = "", body }: {
    key: string;
    inputs: string[];
    outputShape: number[];
    uniforms?: string;
    body: string;
  },
): GpuProgram {
  const size = tf.util.sizeFromShape(outputShape);
  return {
    variableNames: inputs,
    uniforms,
    workgroupSize: [FLAT, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(size / FLAT), 1, 1],
    outputShape,
    shaderKey: `duygu ${key}`,
    size: true,
    getUserCode: () => `fn main(index : i32) { if (index < uniforms.size) { ${body} } }`,
  };
}

/** Whole numbers as uniforms. */
export function integers(...values: number[]): Uniform[] {
  return values.map((value) => ({ type: "int32", data: [value] }));
}

/** A number as a uniform. */
export function real(value: number): Uniform {
  return { type: "float32", data: [value] };
}

/** Runs a program within a kernel, which disposes or returns the result. */
export function runProgram(
  program: GpuProgram,
  inputs: tf.TensorInfo[],
  uniforms: Uniform[] = [],
): tf.TensorInfo {
  return programBackend().runWebGPUProgram(program, inputs, "float32", uniforms);
}

/** Runs a program outside of a kernel. */
export function runProgramOnTensors(
  program: GpuProgram,
  inputs: tf.Tensor[],
  uniforms: Uniform[] = [],
): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(runProgram(program, inputs, uniforms));
}

/** Frees what a kernel made for itself. */
export function disposeInfo(info: tf.TensorInfo): void {
  programBackend().disposeData(info.dataId);
}

function programBackend(): ProgramBackend {
  return tf.backend() as unknown as ProgramBackend;
}
