/**
 * In: a step (a function from tensors to tensors that may change tf.Variables). Out: the step as
 * one program on the xla engine's device. Variables stay there: each call takes over the memory of
 * the values that it changes.
 */
import * as tf from "@tensorflow/tfjs-core";
import { compileOptions } from "./compile_options.ts";
import { elementTypeOf } from "./elementwise.ts";
import type { Precision } from "../precision.ts";
import type { Executable, Handle } from "./pjrt.ts";
import { type Recording, recordStep, startRecording } from "./recording.ts";
import { xlaRuntime } from "./runtime.ts";
import { type Program, startProgram, type Value } from "./stablehlo.ts";
import type { StoredTensor } from "./storage.ts";

/** A step that was compiled for one combination of argument shapes. */
interface CompiledProgram {
  /** Runs the step; `inputs` have the shapes and types it was compiled for. */
  run(inputs: tf.Tensor[]): tf.Tensor[];
  /** Frees the program. */
  dispose(): void;
}

/** Where an argument beyond the step's own comes from at a call. */
type Source =
  | { kind: "variable"; variable: tf.Variable; shape: readonly number[] }
  | { kind: "constant"; handle: Handle };

/** An output's shape and type. */
interface Output {
  shape: readonly number[];
  dtype: tf.DataType;
}

const storedOf = ({ dataId }: tf.Tensor): StoredTensor => xlaRuntime().tensors.get(dataId);

/** How a step is compiled. */
interface ProgramOptions {
  precision: Precision;
  /**
   * So many steps, one after another, are one program, a loop: its inputs and outputs are those of
   * each step, stacked. Undefined compiles the step itself.
   */
  times?: number;
}

/**
 * Records `step` with tensors shaped like `inputs` and compiles it. Does not run it: variables keep
 * their values. Throws what the step throws, MissingLoweringError or UnrecordableStepError.
 */
export function compileProgram(
  step: (...inputs: tf.Tensor[]) => tf.Tensor[],
  inputs: tf.Tensor[],
  { precision, times }: ProgramOptions,
): CompiledProgram {
  const runtime = xlaRuntime();
  const variables = Object.values(tf.engine().state.registeredVariables);
  for (const variable of variables) giveOwnMemory(variable);
  const before = new Map(variables.map((variable) => [variable, storedOf(variable)]));
  const recording = startRecording(precision);
  const stacked = times === undefined ? 0 : 1;
  const parameters = inputs.map(({ shape, dtype }) =>
    parameterOf(recording, shape.slice(stacked), dtype)
  );
  runtime.recording = recording;
  try {
    const outputs = recordStep(recording, () => step(...parameters));
    const values = outputs.map((output) => valueOf(recording, output));
    const changed = variables.filter((one) => storedOf(one) !== before.get(one));
    const assigned = changed.map((variable) => valueOf(recording, variable));
    const given = new Set<tf.Tensor>([...parameters, ...variables]);
    const described = outputs.map(({ shape, dtype }): Output => ({
      shape: times === undefined ? shape : [times, ...shape],
      dtype,
    }));
    restoreVariables(changed, before);
    for (const output of outputs) if (!given.has(output)) output.dispose();
    const sources = [...recording.captures].map(([stored, { shape }]) =>
      sourceOf(stored, shape, before)
    );
    const taken = changed.map((variable) => recording.captures.get(before.get(variable)!));
    const recorded: RecordedStep = { program: recording.program, values, assigned, taken };
    const executable = compile(
      times === undefined ? recorded : repeated(recorded, { times, inputs: inputs.length }),
    );
    return assemble({ executable, sources, outputs: described, changed });
  } finally {
    runtime.recording = undefined;
    restoreVariables(variables.filter((one) => storedOf(one) !== before.get(one)), before);
    for (const stored of before.values()) recording.freed.delete(stored);
    for (const stored of recording.freed) stored.release();
    tf.dispose(parameters);
  }
}

/** An argument of the step, for whatever tensor a call gives. */
function parameterOf({ program }: Recording, shape: number[], dtype: tf.DataType): tf.Tensor {
  const info = xlaRuntime().describe(program.argument(shape, elementTypeOf[dtype]));
  return tf.engine().makeTensorFromTensorInfo(info);
}

function valueOf(recording: Recording, tensor: tf.Tensor): Value {
  return recording.valueOf(storedOf(tensor), tensor.shape);
}

/** Puts the values that variables had before a recording back behind them. */
function restoreVariables(
  changed: readonly tf.Variable[],
  before: ReadonlyMap<tf.Variable, StoredTensor>,
): void {
  const { tensors } = xlaRuntime();
  for (const variable of changed) {
    const stored = before.get(variable)!;
    stored.refCount = storedOf(variable).refCount;
    tensors.set(variable.dataId, stored);
  }
}

/** A variable that shares its values with another tensor gets a copy, so that it can be changed. */
function giveOwnMemory(variable: tf.Variable): void {
  const stored = storedOf(variable);
  if (stored.refCount === 1) return;
  const values = stored.values as tf.TypedArray;
  tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape, variable.dtype)));
}

function sourceOf(
  stored: StoredTensor,
  shape: readonly number[],
  before: ReadonlyMap<tf.Variable, StoredTensor>,
): Source {
  for (const [variable, own] of before) {
    if (own === stored) return { kind: "variable", variable, shape };
  }
  // A tensor that the step closes over: kept alive, whatever its owner does.
  const type = elementTypeOf[stored.dtype];
  const handle = xlaRuntime().client.upload(stored.values as tf.TypedArray, type, shape);
  return { kind: "constant", handle };
}

/** A recorded step, or several. */
interface RecordedStep {
  program: Program;
  /** What the step returns. */
  values: Value[];
  /** What the variables become that it changes. */
  assigned: Value[];
  /** The arguments that these were, whose memory is taken over; undefined where none was read. */
  taken: (Value | undefined)[];
}

function compile({ program, values, assigned, taken }: RecordedStep): Executable {
  const donated = new Map<Value, number>();
  taken.forEach((argument, place) => {
    if (argument) donated.set(argument, values.length + place);
  });
  const outputs = [...values, ...assigned];
  const { client } = xlaRuntime();
  return client.compile(
    program.text(outputs, donated),
    compileOptions(client.platform),
    outputs.length,
  );
}

/**
 * The step done `times` times: a function that a loop calls. Its own first arguments are rows of
 * what the program is given; variables that it changes go from one turn to the next.
 */
function repeated(
  { program: once, values, assigned, taken }: RecordedStep,
  { times, inputs }: { times: number; inputs: number },
): RecordedStep {
  const program = startProgram();
  const given = once.parameters.map(({ shape, type }, place) =>
    program.argument(place < inputs ? [times, ...shape] : shape, type)
  );
  const step = once.called([...values, ...assigned]);
  const places = taken.map((argument) => argument ? once.parameters.indexOf(argument) : -1);
  const stacks = values.map(({ shape, type }) => program.fill(0, [times, ...shape], type));
  const begun = assigned.map(({ shape, type }, variable) => {
    const place = places[variable];
    return place < 0 ? program.fill(0, shape, type) : program.reshape(given[place], shape);
  });
  const results = program.loop(times, [...stacks, ...begun], (turn, carried) => {
    const operands = once.parameters.map(({ shape }, place) => {
      if (place < inputs) return program.row(given[place], turn);
      const variable = places.indexOf(place);
      if (variable < 0) return given[place];
      return program.reshape(carried[values.length + variable], shape);
    });
    return program.call(step, operands).map((result, place) =>
      place < values.length ? program.withRow(carried[place], result, turn) : result
    );
  });
  return {
    program,
    values: results.slice(0, values.length),
    assigned: results.slice(values.length),
    taken: places.map((place) => place < 0 ? undefined : given[place]),
  };
}

function assemble(
  { executable, sources, outputs, changed }: {
    executable: Executable;
    sources: Source[];
    outputs: Output[];
    changed: tf.Variable[];
  },
): CompiledProgram {
  const { client } = xlaRuntime();
  return {
    run: (inputs) => {
      const buffers = [
        ...inputs.map(argumentBuffer),
        ...sources.map((source) => source.kind === "constant" ? source.handle : bufferOf(source)),
      ];
      // What another tensor shows too must stay as it is.
      const shared = new Set(changed.filter((variable) => storedOf(variable).refCount > 1));
      const keep = sources.flatMap((source, place) =>
        source.kind === "variable" && shared.has(source.variable) ? [inputs.length + place] : []
      );
      const results = executable.run(buffers, keep);
      changed.forEach((variable, place) => {
        const handle = results[outputs.length + place];
        if (shared.has(variable)) tf.tidy(() => variable.assign(tensorOf(handle, variable)));
        else storedOf(variable).replace(handle, variable.shape);
      });
      return outputs.map((output, place) => tensorOf(results[place], output));
    },
    dispose: () => {
      executable.dispose();
      for (const source of sources) {
        if (source.kind === "constant") client.release(source.handle);
      }
    },
  };
}

function tensorOf(handle: Handle, { shape, dtype }: Output): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(xlaRuntime().hold(handle, shape, dtype));
}

function argumentBuffer(input: tf.Tensor): Handle {
  if (input instanceof tf.Variable) {
    throw new Error("Expected a tensor, not a variable, as argument");
  }
  return storedOf(input).bufferOf(input.shape);
}

function bufferOf({ variable, shape }: Extract<Source, { kind: "variable" }>): Handle {
  if (variable.isDisposed) {
    throw new Error(`A compiled step uses the variable ${variable.name}, now disposed`);
  }
  return storedOf(variable).bufferOf(shape);
}
