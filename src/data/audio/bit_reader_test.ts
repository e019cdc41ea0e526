import assert from "node:assert/strict";
import fc from "fast-check";
import { crc16, crc8, createBitReader, readSigned, readUnary, readUnsigned } from "./bit_reader.ts";

Deno.test("fields of any width read as the same digits of the whole number", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
  const widths = fc.array(fc.integer({ min: 0, max: 32 }), { maxLength: 40 });
  fc.assert(fc.property(bytes, widths, (content, fields) => {
    const digits = [...content].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const unsigned = createBitReader(content);
    const signed = createBitReader(content);
    let position = 0;
    for (const width of fields) {
      if (position + width > digits.length) break;
      const field = width ? BigInt("0b" + digits.slice(position, position + width)) : 0n;
      assert.equal(readUnsigned(unsigned, width), Number(field));
      assert.equal(readSigned(signed, width), Number(BigInt.asIntN(width, field)));
      position += width;
    }
  }));
});

Deno.test("readUnary counts zeros, more than a window of them too", () => {
  const reader = createBitReader(Uint8Array.of(0b00010000, 0, 0, 0, 0, 0, 0b10000000));
  assert.equal(readUnary(reader), 3);
  assert.equal(readUnary(reader), 4 + 40);
  assert.equal(reader.position, 49);
});

Deno.test("readUnary ends with a RangeError where no one comes", () => {
  assert.throws(() => readUnary(createBitReader(new Uint8Array(3))), RangeError);
});

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
