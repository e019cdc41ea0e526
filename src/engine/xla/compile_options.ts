/**
 * How XLA compiles: a CompileOptionsProto (xla/pjrt/proto/compile_options.proto), encoded by hand.
 */

const VARINT = 0, BYTES = 2;
const EXECUTABLE_BUILD_OPTIONS = 3, ENV_OPTION_OVERRIDES = 7;
const NUM_REPLICAS = 4, NUM_PARTITIONS = 5;
const MAP_KEY = 1, MAP_VALUE = 2;
/** Fields of OptionOverrideProto. */
const STRING_FIELD = 1, BOOL_FIELD = 2, INT_FIELD = 3;

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

const number = (field: number, value: number) => [...varint(field * 8 + VARINT), ...varint(value)];
const bytes = (field: number, content: readonly number[]) => [
  ...varint(field * 8 + BYTES),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string) => bytes(field, [...new TextEncoder().encode(value)]);

/** A flag of XLA and its value. */
type Flags = Record<string, boolean | number | string>;

function override(value: Flags[string]): number[] {
  if (typeof value === "boolean") return number(BOOL_FIELD, Number(value));
  return typeof value === "number" ? number(INT_FIELD, value) : text(STRING_FIELD, value);
}

/** What is asked of XLA on a GPU; a flag that the variable XLA_FLAGS names is the user's. */
const gpuFlags: Flags = {
  // The same training gives the same weights: no sums whose order is left to chance.
  xla_gpu_deterministic_ops: true,
};

/** The options for one device of `platform`, such as "cpu" or "cuda". */
export function compileOptions(platform: string): Uint8Array {
  const own = Deno.env.get("XLA_FLAGS") ?? "";
  const flags = Object.entries(platform === "cpu" ? {} : gpuFlags)
    .filter(([name]) => !own.includes(name));
  return Uint8Array.from([
    ...bytes(EXECUTABLE_BUILD_OPTIONS, [...number(NUM_REPLICAS, 1), ...number(NUM_PARTITIONS, 1)]),
    ...flags.flatMap(([name, value]) =>
      bytes(ENV_OPTION_OVERRIDES, [...text(MAP_KEY, name), ...bytes(MAP_VALUE, override(value))])
    ),
  ]);
}
