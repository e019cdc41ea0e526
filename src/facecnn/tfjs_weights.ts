/**
 * Weights in the files of TensorFlow.js: a manifest that names tensors, their shapes and types, and
 * a file of their values one after the other, some of them quantised to 8 or 16 bits or halved to
 * float16.
 */
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";

/** Quantised values mean value × scale + min; those of float16 themselves. */
const quantisationSchema = z.discriminatedUnion("dtype", [
  z.looseObject({ dtype: z.enum(["uint8", "uint16"]), scale: z.number(), min: z.number() }),
  z.looseObject({ dtype: z.literal("float16") }),
]);
const specSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.enum(["float32", "int32"]),
  quantization: quantisationSchema.optional(),
});
const manifestSchema = z.array(z.looseObject({ weights: z.array(specSchema) })).min(1);

/** A tensor of such a file, by value. */
export interface TfjsTensor {
  shape: number[];
  dtype: "float32" | "int32";
  /** Row-major. */
  values: Float32Array | Int32Array;
}

const TYPES = {
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  float16: Float16Array,
} as const;

/**
 * The tensors by name that `manifest`, as weights_manifest.json or model.json's `weightsManifest`
 * has it, finds in `bytes`, all its files' bytes one after the other.
 * Throws UserError, naming `source`, where it is malformed or `bytes` are more or fewer.
 */
export function decodeTfjsWeights(
  manifest: unknown,
  bytes: Uint8Array,
  source: string,
): Map<string, TfjsTensor> {
  const groups = checkShape(manifest, manifestSchema, `The manifest of ${source}: its`);
  const tensors = new Map<string, TfjsTensor>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of groups.flatMap((group) => group.weights)) {
    const stored = TYPES[quantization?.dtype ?? dtype];
    const count = shape.reduce((product, length) => product * length, 1);
    const end = at + count * stored.BYTES_PER_ELEMENT;
    if (end > bytes.length) {
      throw new UserError(
        `Expected the weights of ${source} to have ${end} bytes for ${name}, but found ${bytes.length}`,
      );
    }
    // A copy, for values may lie at an odd place.
    const raw = new stored(bytes.slice(at, end).buffer);
    const values = quantization ? dequantised(raw, quantization) : raw as Float32Array | Int32Array;
    tensors.set(name, { shape, dtype: quantization ? "float32" : dtype, values });
    at = end;
  }
  if (at === bytes.length) return tensors;
  throw new UserError(
    `Expected the weights of ${source} to have ${at} bytes, but found ${bytes.length}`,
  );
}

function dequantised(
  raw: Iterable<number>,
  quantisation: z.infer<typeof quantisationSchema>,
): Float32Array {
  if (quantisation.dtype === "float16") return Float32Array.from(raw);
  const [scale, min] = [Math.fround(quantisation.scale), Math.fround(quantisation.min)];
  return Float32Array.from(raw, (value) => Math.fround(value * scale) + min);
}
