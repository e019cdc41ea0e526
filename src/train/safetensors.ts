/**
 * Tensors in a file, in the safetensors format: 8 bytes of header length, a JSON header, then the
 * values. It holds data only, so an untrusted file cannot run code.
 */
import { z } from "zod";
import { UserError } from "../base/user_error.ts";

/** A float32 tensor by value. */
export interface StoredTensor {
  shape: number[];
  values: Float32Array;
}

/** What a file holds. */
export interface TensorFile {
  /** In the order of the file. */
  tensors: Map<string, StoredTensor>;
  /** Text by name. */
  metadata: Record<string, string>;
}

const entrySchema = z.object({
  dtype: z.literal("F32"),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

/** A header may not be longer than this, as in the format's reference implementation. */
const LARGEST_HEADER = 100_000_000;

/** The pieces of a safetensors file with `tensors`, to be written one after the other. */
export function* encodeTensors({ tensors, metadata }: TensorFile): Generator<Uint8Array> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset += values.byteLength] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Values start at a multiple of 8 bytes, as the format recommends.
  const start = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true);
  start.set(text, 8);
  yield start;
  for (const { values } of tensors.values()) {
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
}

/** Reads a safetensors file's bytes. Throws UserError, naming `source`, where it is malformed. */
export function decodeTensors(bytes: Uint8Array<ArrayBuffer>, source: string): TensorFile {
  const fail = (problem: string): never => {
    throw new UserError(`Expected ${source} to be a safetensors file, but ${problem}`);
  };
  if (bytes.length < 8) fail(`it has only ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(LARGEST_HEADER, bytes.length - 8)) fail("its header is cut short");
  let header: Record<string, unknown> = {};
  try {
    const text = new TextDecoder("utf-8", { fatal: true })
      .decode(bytes.subarray(8, 8 + headerLength));
    header = headerSchema.parse(JSON.parse(text));
  } catch {
    fail("its header is no JSON object");
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const start = 8 + headerLength;
  const tensors = new Map<string, StoredTensor>();
  let taken = 0;
  for (const [name, value] of Object.entries(entries)) {
    const { success, data } = entrySchema.safeParse(value);
    if (!success) fail(`the entry of ${name} is malformed or not float32`);
    const { shape, data_offsets: [from, to] } = data!;
    const size = shape.reduce((product, length) => product * length, 1);
    if (to - from !== size * 4) fail(`${name} has ${to - from} bytes, not ${size * 4}`);
    if (start + to > bytes.length) fail(`it ends before ${name} does`);
    // Many names for the same bytes could fill any memory.
    taken += to - from;
    if (start + taken > bytes.length) fail(`${name} and others share bytes`);
    // A copy, since the values may lie at an odd place and outlive the file's bytes.
    const values = new Float32Array(bytes.slice(start + from, start + to).buffer);
    tensors.set(name, { shape, values });
  }
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) fail("its metadata are not text");
  return { tensors, metadata: parsed.data! };
}
