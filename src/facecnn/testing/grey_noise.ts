import { noise } from "../../engine/testing/noise.ts";

/** The pictures of grey in bench/parity/pretrained_faces.py: [count, size, size], 0 to 127. */
export function greyNoise(count: number, size: number): Uint8Array {
  return Uint8Array.from(
    noise(count * size * size, 7),
    (value) => Math.floor((value + 1) * 64),
  );
}
