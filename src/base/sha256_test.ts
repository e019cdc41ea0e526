import assert from "node:assert/strict";
import { sha256 } from "./sha256.ts";

Deno.test("sha256 gives FIPS 180-2's example, for text and bytes alike", () => {
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(sha256("abc"), expected);
  assert.equal(sha256(new Uint8Array([0x61, 0x62, 0x63])), expected);
});
