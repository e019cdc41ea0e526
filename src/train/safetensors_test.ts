import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { UserError } from "../base/user_error.ts";
import { decodeTensors, encodeTensors, type TensorFile } from "./safetensors.ts";
import fixture from "./safetensors_fixture.json" with { type: "json" };

function encode(file: TensorFile): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat([...encodeTensors(file)]));
}

/** A file with the given header and so many bytes of values. */
function fileOf(header: unknown, valueBytes: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + valueBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return fc.float32Array({ minLength: size, maxLength: size })
    .map((values) => ({ shape, values }));
});
// JavaScript's objects, and so JSON's header, know no key __proto__ of their own.
const isKey = (text: string) => text !== "__metadata__" && text !== "__proto__";
const name = fc.string({ minLength: 1 }).filter(isKey);

Deno.test("what is written is read again, bit by bit", () => {
  const file = fc.record({
    tensors: fc.array(fc.tuple(name, tensor)).map((entries) => new Map(entries)),
    metadata: fc.dictionary(name, fc.string(), { noNullPrototype: true }),
  });
  fc.assert(
    fc.property(file, (original) => {
      const read = decodeTensors(encode(original), "file");
      assert.deepEqual(
        Object.fromEntries(read.tensors),
        Object.fromEntries(original.tensors),
      );
      assert.deepEqual(read.metadata, original.metadata);
    }),
    { seed: 1 },
  );
});

Deno.test("reads what the safetensors package writes", () => {
  const bytes = Uint8Array.from(Buffer.from(fixture.base64, "base64"));
  const { tensors, metadata } = decodeTensors(bytes, "fixture");
  assert.deepEqual(metadata, fixture.metadata);
  assert.deepEqual([...tensors.keys()].sort(), Object.keys(fixture.tensors).sort());
  for (const [name, { shape, bits }] of Object.entries(fixture.tensors)) {
    const found = tensors.get(name)!;
    assert.deepEqual(found.shape, shape);
    assert.deepEqual([...new Uint32Array(found.values.buffer)], bits);
  }
});

Deno.test("values begin at a multiple of 8 bytes", () => {
  for (let length = 1; length < 20; length++) {
    const tensors = new Map([["n".repeat(length), { shape: [], values: new Float32Array(1) }]]);
    const bytes = encode({ tensors, metadata: {} });
    assert.equal((bytes.length - 4) % 8, 0);
  }
});

Deno.test("a file cut short anywhere is the user's error, never another", () => {
  const tensors = new Map([["a", { shape: [2, 2], values: new Float32Array([1, 2, 3, 4]) }]]);
  const bytes = encode({ tensors, metadata: { epoch: "1" } });
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeTensors(bytes.slice(0, length), "cut"), UserError, `${length} bytes`);
  }
});

const entry = (change: object) => ({
  a: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...change },
});
const malformed: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
  ["no JSON", fileOf("{oops", 0), /header is no JSON object/],
  ["a list", fileOf([1], 0), /header is no JSON object/],
  ["invalid UTF-8", fileOf({}, 0).fill(0xff, 8), /header is no JSON object/],
  ["a giant header", new Uint8Array(8).fill(0xff), /header is cut short/],
  ["another type", fileOf(entry({ dtype: "F16" }), 8), /entry of a is malformed or not float32/],
  ["a negative length", fileOf(entry({ shape: [-2] }), 8), /entry of a is malformed/],
  ["an entry that is no object", fileOf({ a: null }, 0), /entry of a is malformed/],
  ["another size", fileOf(entry({ shape: [3] }), 8), /a has 8 bytes, not 12/],
  ["offsets the wrong way", fileOf(entry({ data_offsets: [8, 0] }), 8), /a has -8 bytes, not 8/],
  ["values missing", fileOf(entry({}), 7), /ends before a does/],
  [
    "two names for the same bytes, which could fill any memory",
    fileOf({ ...entry({}), b: { dtype: "F32", shape: [2], data_offsets: [0, 8] } }, 8),
    /b and others share bytes/,
  ],
  ["metadata of numbers", fileOf({ __metadata__: { epoch: 1 } }, 0), /metadata are not text/],
];
for (const [what, bytes, message] of malformed) {
  Deno.test(`refuses a file with ${what}, naming it`, () => {
    assert.throws(() => decodeTensors(bytes, "x.safetensors"), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Expected x\.safetensors to be a safetensors file, but /);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("random bytes and random headers are refused or read, and never crash", () => {
  const random = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.tuple(fc.jsonValue(), fc.nat(32)).map(([header, bytes]) => fileOf(header, bytes)),
    fc.tuple(
      fc.dictionary(
        fc.string(),
        fc.record({
          dtype: fc.constantFrom("F32", "I8"),
          shape: fc.array(fc.integer({ min: -1, max: 2 ** 53 - 1 }), { maxLength: 3 }),
          data_offsets: fc.tuple(fc.integer(), fc.integer()),
        }),
      ),
      fc.nat(32),
    ).map(([header, bytes]) => fileOf(header, bytes)),
  );
  fc.assert(
    fc.property(random, (bytes) => {
      try {
        decodeTensors(Uint8Array.from(bytes), "random");
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
      }
    }),
    { seed: 1 },
  );
});
