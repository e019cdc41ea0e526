/**
 * V8 does not vectorise loops of JavaScript; a few small loops written in vector instructions are
 * several times faster.
 *
 * Each instruction is an array of its bytes, named as in the WebAssembly specification (core 2.0,
 * section 5.4) as far as readable; arguments that are arrays are put in front of it, as the stack
 * wants them.
 */

/** Bytes of one instruction or of several. */
export type Code = number[];

/** A function of a module. Parameters and results are 32-bit integers. */
export interface WasmFunction {
  name: string;
  parameters: number;
  /** Variables after the parameters: first 32-bit integers, then 128-bit vectors. */
  integers: number;
  vectors: number;
  body: Code;
}

const I32 = 0x7f, V128 = 0x7b, EMPTY = 0x40, VECTOR = 0xfd;

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, ...value: Code[]): Code => [...value.flat(), 0x21, local];
export const constant = (value: number): Code => [0x41, ...signedLeb(value)];
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const subtract = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
export const multiply = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
export const isBelow = (a: Code, b: Code): Code => [...a, ...b, 0x49];
export const isNotBelow = (a: Code, b: Code): Code => [...a, ...b, 0x4f];
/** local += amount. */
export const increase = (local: number, amount: Code): Code => set(local, add(get(local), amount));
/** Repeats `body` while `condition` holds at its end. */
export const repeatWhile = (
  condition: Code,
  ...body: Code[]
): Code => [0x03, EMPTY, ...body.flat(), ...condition, 0x0d, 0, 0x0b];
/** `body` once if `condition` holds. */
export const when = (
  condition: Code,
  ...body: Code[]
): Code => [...condition, 0x04, EMPTY, ...body.flat(), 0x0b];

const atOffset = (offset: number): Code => [0, ...unsignedLeb(offset)];
export const storeFloat = (
  address: Code,
  value: Code,
): Code => [...address, ...value, 0x38, ...atOffset(0)];
export const addFloats = (a: Code, b: Code): Code => [...a, ...b, 0x92];

export const load = (
  address: Code,
  offset = 0,
): Code => [...address, VECTOR, 0x00, ...atOffset(offset)];
export const store = (
  address: Code,
  value: Code,
  offset = 0,
): Code => [...address, ...value, VECTOR, 0x0b, ...atOffset(offset)];
/** One double in both halves. */
export const loadDoubleTwice = (
  address: Code,
  offset = 0,
): Code => [...address, VECTOR, 0x0a, ...atOffset(offset)];
/** One float in all four lanes. */
export const loadFloatEverywhere = (
  address: Code,
): Code => [...address, VECTOR, 0x09, ...atOffset(0)];
/** Four of the eight floats of two vectors, by their places from 0 to 7. */
export const chooseFloats = (a: Code, b: Code, places: number[]): Code => [
  ...a,
  ...b,
  VECTOR,
  0x0d,
  ...places.flatMap((place) => [0, 1, 2, 3].map((byte) => place * 4 + byte)),
];
/** One float in the first lane, zeros in the others. */
export const loadFloatFirst = (address: Code): Code => [...address, VECTOR, 0x5c, ...atOffset(0)];
/** `vector` with one float replaced from memory. */
export const loadFloatInto = (
  address: Code,
  vector: Code,
  lane: number,
): Code => [...address, ...vector, VECTOR, 0x56, ...atOffset(0), lane];
/** One float of `vector` to memory. */
export const storeFloatOf = (
  address: Code,
  vector: Code,
  lane: number,
): Code => [...address, ...vector, VECTOR, 0x5a, ...atOffset(0), lane];
export const zeroVector: Code = [VECTOR, 0x0c, ...new Array<number>(16).fill(0)];
export const floatOf = (vector: Code, lane: number): Code => [...vector, VECTOR, 0x1f, lane];
const binary = (...opcode: number[]) => (a: Code, b: Code): Code => [...a, ...b, VECTOR, ...opcode];
export const addFloatVectors = binary(0xe4, 0x01);
export const multiplyFloatVectors = binary(0xe6, 0x01);
export const addDoubles = binary(0xf0, 0x01);
export const subtractDoubles = binary(0xf1, 0x01);
export const multiplyDoubles = binary(0xf2, 0x01);
/** The first two floats as doubles, and back. */
export const floatsToDoubles = (vector: Code): Code => [...vector, VECTOR, 0x5f];
export const doublesToFloats = (vector: Code): Code => [...vector, VECTOR, 0x5e];

/** The same integer in all four lanes. */
export const integerEverywhere = (value: number): Code => {
  return [VECTOR, 0x0c, ...new Uint8Array(new Int32Array(4).fill(value).buffer)];
};
export const subtractFloatVectors = binary(0xe5, 0x01);
/**
 * a < b ? b : a, one instruction, where the exact maximum takes several for NaN and signed zero.
 */
export const largerFloats = binary(0xeb, 0x01);
export const addIntegers = binary(0xae, 0x01);
export const subtractIntegers = binary(0xb1, 0x01);
export const andBits = binary(0x4e);
/** All four integers shifted right, keeping their signs. */
export const shiftRight = (
  vector: Code,
  bits: number,
): Code => [...vector, ...constant(bits), VECTOR, 0xac, 0x01];
export const integersToFloats = (vector: Code): Code => [...vector, VECTOR, 0xfa, 0x01];

/** Compiles a module that imports its memory as m.m and exports `functions` by name. */
export function assembleModule(functions: WasmFunction[]): WebAssembly.Module {
  const types = functions.map((
    { parameters },
  ) => [0x60, ...sized(new Array<number>(parameters).fill(I32)), 0]);
  const exported = functions.map((
    { name },
    i,
  ) => [...sized([...new TextEncoder().encode(name)]), 0, i]);
  const bodies = functions.map(({ integers, vectors, body }) =>
    sized([2, ...unsignedLeb(integers), I32, ...unsignedLeb(vectors), V128, ...body, 0x0b])
  );
  const list = (items: Code[]) => [...unsignedLeb(items.length), ...items.flat()];
  const section = (id: number, content: Code) => [id, ...sized(content)];
  return new WebAssembly.Module(Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, list(types)),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 0]),
    ...section(3, list(functions.map((_, i) => [i]))),
    ...section(7, list(exported)),
    ...section(10, list(bodies)),
  ]));
}

/** Grows `memory` to at least `bytes`; views of its buffer must then be made anew. */
export function reserveMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
}

function sized(content: Code): Code {
  return [...unsignedLeb(content.length), ...content];
}

/** Numbers are coded in groups of seven bits, the lowest first (LEB128). */
function unsignedLeb(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsignedLeb(value >>> 7)];
}

function signedLeb(value: number): Code {
  return value >= -64 && value < 64
    ? [value & 127]
    : [(value & 127) | 128, ...signedLeb(value >> 7)];
}
