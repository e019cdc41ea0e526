/** In: the bytes of a sound file and a random stream. Out: the bytes of a file gone wrong. */
import type { Random } from "../../../src/base/random.ts";

/** Numbers at which sizes, counts and offsets break. */
const EXTREMES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0xffffffff];

/** The share of inputs that stay sound, which a reader must take. */
export const SOUND_SHARE = 0.03;

/**
 * One to six changes, one after another: bits, bytes, numbers, pieces lost, doubled or moved. Few
 * are left as they are.
 */
export function mutateBytes(sound: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(sound);
  if (random.uniform() < SOUND_SHARE) return bytes;
  const changes = random.integer(1, 6);
  for (let change = 0; change < changes; change++) bytes = mutateOnce(bytes, random);
  return bytes;
}

function mutateOnce(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return new Uint8Array([random.integer(0, 255)]);
  // Headers are short and decide the most: half of all changes fall among the first bytes.
  const last = bytes.length - 1;
  const at = random.integer(0, random.uniform() < 0.5 ? Math.min(63, last) : last);
  const length = random.integer(1, Math.min(64, bytes.length - at));
  switch (random.integer(0, 6)) {
    case 0:
      bytes[at] ^= 1 << random.integer(0, 7);
      return bytes;
    case 1:
      bytes[at] = random.integer(0, 255);
      return bytes;
    case 2:
      return writeNumber(bytes, at, random);
    case 3:
      return bytes.slice(0, at);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    default:
      bytes.copyWithin(random.integer(0, last), at, at + length);
      return bytes;
  }
}

function writeNumber(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer);
  const value = random.pick(EXTREMES);
  const isLittle = random.uniform() < 0.5;
  const left = bytes.length - at;
  if (left >= 4 && random.uniform() < 0.6) view.setUint32(at, value, isLittle);
  else if (left >= 2) view.setUint16(at, value & 0xffff, isLittle);
  else bytes[at] = value & 0xff;
  return bytes;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
