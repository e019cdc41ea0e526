/** Which operations of a graph read which buffer: a reshaped tensor is the same buffer. */
import { type GraphOutput, outputKey } from "./graph_builder.ts";
import type { Pointer } from "./library.ts";

/** Knows a graph's readers. */
export interface BufferReaders {
  /** Tells that `operation` reads `inputs`. */
  record(name: string, operation: Pointer, inputs: readonly GraphOutput[]): void;
  /** The operations that read the buffer behind `output`. */
  readersOf(output: GraphOutput): Pointer[];
}

/** Operations whose output is their first input's buffer. */
const ALIASES = new Set(["ExpandDims", "Identity", "Reshape", "Squeeze", "StopGradient"]);

/** Starts to track an empty graph. */
export function trackBuffers(): BufferReaders {
  const originOf = new Map<string, string>();
  const readers = new Map<string, Pointer[]>();
  const origin = (output: Pick<GraphOutput, "operation" | "index">) => {
    const key = outputKey(output);
    return originOf.get(key) ?? key;
  };
  return {
    record: (name, operation, inputs) => {
      for (const input of inputs) {
        const key = origin(input);
        const known = readers.get(key);
        if (known) known.push(operation);
        else readers.set(key, [operation]);
      }
      if (ALIASES.has(name)) originOf.set(outputKey({ operation, index: 0 }), origin(inputs[0]));
    },
    readersOf: (output) => readers.get(origin(output)) ?? [],
  };
}
