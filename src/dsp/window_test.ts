import assert from "node:assert/strict";
import { createWindow } from "./window.ts";

Deno.test("windows have the textbook's values and are periodic", () => {
  const close = (found: Float64Array, wanted: number[]) =>
    wanted.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-12, `${i}`));
  close(createWindow("hann", 4), [0, 0.5, 1, 0.5]);
  close(createWindow("hamming", 4), [0.08, 0.54, 1, 0.54]);
  close(createWindow("blackman", 4), [0, 0.34, 1, 0.34]);
  close(createWindow("rectangular", 4), [1, 1, 1, 1]);
});

Deno.test("Hann windows half overlapped add up to one", () => {
  const window = createWindow("hann", 64);
  for (let n = 0; n < 32; n++) assert.ok(Math.abs(window[n] + window[n + 32] - 1) < 1e-12);
});
