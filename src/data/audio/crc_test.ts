import assert from "node:assert/strict";
import { crc16, crc8 } from "./crc.ts";

const digits = new TextEncoder().encode("123456789");
const view = new DataView(digits.buffer);

Deno.test("crc8 and crc16 give the published check values of their polynomials", () => {
  // CRC-8/SMBUS and CRC-16/UMTS in the catalogue of parametrised CRC algorithms.
  assert.equal(crc8(view, 0, 9), 0xf4);
  assert.equal(crc16(view, 0, 9), 0xfee8);
});

Deno.test("crc16 takes four bytes at a time as it takes one by one", () => {
  for (let end = 0; end <= 9; end++) {
    let bitwise = 0;
    for (let i = 0; i < end; i++) {
      bitwise ^= digits[i] << 8;
      for (let bit = 0; bit < 8; bit++) {
        bitwise = ((bitwise << 1) ^ (bitwise & 0x8000 ? 0x8005 : 0)) & 0xffff;
      }
    }
    assert.equal(crc16(view, 0, end), bitwise);
  }
});
