import assert from "node:assert/strict";
import fc from "fast-check";
import { createBitReader } from "./bit_reader.ts";
import {
  decodeFlacSubframe,
  FlacSyntaxError,
  predictFlac,
  readFlacFrameHeader,
} from "./flac_frames.ts";

const cases = fc.record({
  bits: fc.integer({ min: 4, max: 25 }),
  shift: fc.integer({ min: 0, max: 15 }),
  order: fc.integer({ min: 0, max: 32 }),
  numbers: fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
});

/** The definition, in whole numbers of any size. */
function residualOf(samples: Int32Array, coefficients: Int32Array, shift: number): number[] {
  return Array.from(samples, (sample, i) => {
    if (i < coefficients.length) return sample;
    let sum = 0n;
    coefficients.forEach((c, j) => sum += BigInt(c) * BigInt(samples[i - 1 - j]));
    return Number(BigInt(sample) - (sum >> BigInt(shift)));
  });
}

Deno.test("predictFlac is exact for every order, width and shift, also where 32 bits wrap", () => {
  let wraps = 0;
  fc.assert(fc.property(cases, ({ bits, shift, order, numbers }) => {
    const next = () => numbers.next().value as number;
    const peak = 2 ** (bits - 1) - 1;
    const samples = Int32Array.from({ length: order + 20 }, () => Math.round(next() * peak));
    const coefficients = Int32Array.from({ length: order }, () => Math.round(next() * 16_383));
    const residual = residualOf(samples, coefficients, shift);
    fc.pre(residual.every((value) => Math.abs(value) < 2 ** 31)); // wider ones are no FLAC
    if (residual.some((value) => Math.abs(value) * 2 ** shift > 2 ** 32)) wraps++;
    const restored = Int32Array.from(residual);
    predictFlac(restored, coefficients, shift, bits);
    assert.deepEqual(restored, samples);
  }));
  assert.ok(wraps > 0, "no case went beyond 32 bits");
});

/** A field: its value and how many bits it has. */
type Field = readonly [value: number, width: number];

/** The fields one after another, filled up with zeros. */
function packed(fields: readonly Field[]): Uint8Array {
  const digits = fields.map(([value, width]) =>
    width ? BigInt.asUintN(width, BigInt(value)).toString(2).padStart(width, "0") : ""
  ).join("");
  return Uint8Array.from(
    { length: Math.ceil(digits.length / 8) },
    (_, at) => parseInt(digits.slice(at * 8, at * 8 + 8).padEnd(8, "0"), 2),
  );
}

/** What a subframe holds; the place behind it must stay as it is. */
function subframe(fields: readonly Field[], blockSize: number, bits = 8): number[] {
  const samples = new Int32Array(blockSize + 1).fill(99);
  const reader = createBitReader(packed(fields));
  decodeFlacSubframe(reader, samples, blockSize, bits);
  assert.equal(reader.position, fields.reduce((sum, [, width]) => sum + width, 0));
  assert.equal(samples[blockSize], 99, "written beyond the block");
  return [...samples.subarray(0, blockSize)];
}

/** A subframe's first byte without wasted bits. */
const typed = (type: number): Field => [type << 1, 8];

/** One partition, Rice coded with parameter 0, all residuals zero. */
const silence = (count: number): Field[] => [[0, 2], [0, 4], [0, 4], [2 ** count - 1, count]];

Deno.test("constant and verbatim subframes hold what they say, wasted bits come back as zeros", () => {
  assert.deepEqual(subframe([typed(0), [-3, 8]], 4), [-3, -3, -3, -3]);
  assert.deepEqual(subframe([typed(1), [5, 8], [-7, 8], [127, 8]], 3), [5, -7, 127]);
  // A one behind two zeros: three bits of each sample are not stored.
  assert.deepEqual(subframe([[1, 8], [1, 3], [-3, 5]], 2), [-24, -24]);
  assert.deepEqual(subframe([[3, 8], [1, 1], [5, 7], [-6, 7]], 2), [10, -12]);
});

Deno.test("fixed predictors go on with polynomials of their order", () => {
  const powers = (count: number, exponent: number) =>
    Array.from({ length: count }, (_, at) => at ** exponent);
  assert.deepEqual(subframe([typed(8), ...silence(6)], 6), powers(6, 1).map(() => 0));
  for (let order = 1; order <= 4; order++) {
    const all = powers(6, order - 1);
    const warmUp = all.slice(0, order).map((value): Field => [value, 8]);
    assert.deepEqual(
      subframe([typed(8 + order), ...warmUp, ...silence(6 - order)], 6),
      all,
      `order ${order}`,
    );
  }
});

Deno.test("a linear predictor has its precision, shift and coefficients, newest sample first", () => {
  // Five bits of precision, shift 1: x[i] = ⌊(3 x[i-1] - x[i-2]) / 2⌋.
  const fields: Field[] = [typed(33), [4, 8], [9, 8], [4, 4], [1, 5], [3, 5], [-1, 5]];
  assert.deepEqual(subframe([...fields, ...silence(3)], 5), [4, 9, 11, 12, 12]);
  // The greatest precision that there is.
  const widest: Field[] = [typed(32), [3, 8], [14, 4], [0, 5], [2, 15], ...silence(2)];
  assert.deepEqual(subframe(widest, 3), [3, 6, 12]);
});

Deno.test("residuals are read in partitions, each with its parameter or plain", () => {
  // Rice with parameter 2 codes 0, -1, 5 and -8 as their folded values 0, 1, 10 and 15.
  const rice: Field[] = [[0b100, 3], [0b101, 3], [0b00110, 5], [0b000111, 6]];
  const plain: Field[] = [[-16, 5], [15, 5], [-1, 5], [7, 5]];
  const expected = [0, -1, 5, -8, -16, 15, -1, 7];
  assert.deepEqual(
    subframe([typed(8), [0, 2], [1, 4], [2, 4], ...rice, [15, 4], [5, 5], ...plain], 8),
    expected,
  );
  assert.deepEqual(
    subframe([typed(8), [1, 2], [1, 4], [2, 5], ...rice, [31, 5], [5, 5], ...plain], 8),
    expected,
  );
  // Fifteen is no escape where parameters have five bits.
  assert.deepEqual(subframe([typed(8), [1, 2], [0, 4], [15, 5], [1, 1], [6, 15]], 1), [3]);
  // A quotient that is longer than a window of 32 bits, and one that just is not.
  for (const zeros of [30, 31, 32, 45]) {
    const long: Field[] = [[0, zeros], [1, 1], [0, 1], [1, 1], [0, 1]];
    assert.deepEqual(subframe([typed(8), [0, 2], [0, 4], [1, 4], ...long], 2), [zeros, 0]);
  }
});

Deno.test("subframes that no encoder writes are refused, each with its reason", () => {
  const cases: [Field[], number, RegExp][] = [
    [[[0x80, 8]], 4, /begins with a one bit/],
    ...[2, 7, 13, 31].map((type): [Field[], number, RegExp] => [
      [typed(type)],
      4,
      new RegExp(`reserved type ${type}$`),
    ]),
    [[[1, 8], [1, 8], [0, 8]], 4, /wastes 8 of 8 bits/],
    [[typed(12), [0, 32]], 3, /order 4 in a block of 3/],
    [[typed(32), [0, 8], [15, 4], [0, 5], [0, 16], ...silence(3)], 4, /reserved precision/],
    [[typed(32), [0, 8], [14, 4], [-1, 5], [0, 15], ...silence(3)], 4, /negative shift -1/],
    [[typed(8), [2, 2], [0, 32]], 4, /reserved coding 2/],
    [[typed(8), [0, 2], [2, 4], [0, 32]], 6, /4 partitions in a block of 6/],
    [[typed(10), [0, 16], [0, 2], [2, 4], [0, 32]], 4, /4 partitions in a block of 4/],
  ];
  for (const [fields, blockSize, reason] of cases) {
    const reader = createBitReader(packed([...fields, [0, 64]]));
    assert.throws(
      () => decodeFlacSubframe(reader, new Int32Array(16), blockSize, 8),
      (error) => error instanceof FlacSyntaxError && reason.test(error.message),
      String(reason),
    );
  }
});

const stream = { maxBlockSize: 65_536, channels: 2, bitsPerSample: 16 };

/** A frame's header by its codes; `coded` is the frame's number, `more` what the codes promise. */
function header(
  { block = 12, rate = 9, channels = 1, size = 4, coded = [0], more = [], sync = 0x7ffc }: {
    block?: number;
    rate?: number;
    channels?: number;
    size?: number;
    coded?: number[];
    more?: Field[];
    sync?: number;
  },
) {
  const codes: Field[] = [[sync, 15], [0, 1], [block, 4], [rate, 4], [channels, 4], [size, 3]];
  const fields: Field[] = [...codes, [0, 1], ...coded.map((byte): Field => [byte, 8]), ...more];
  const reader = createBitReader(packed([...fields, [0, 64]]));
  const bits = fields.reduce((sum, [, width]) => sum + width, 0);
  return { reader, bits };
}

Deno.test("a frame's header says its block size by a code or in further bytes", () => {
  const sizes: [number, Field[], number][] = [
    [1, [], 192],
    [2, [], 576],
    [5, [], 4608],
    [6, [[99, 8]], 100],
    [7, [[4999, 16]], 5000],
    [8, [], 256],
    [15, [], 32_768],
  ];
  for (const [block, more, expected] of sizes) {
    const { reader, bits } = header({ block, more });
    const { blockSize } = readFlacFrameHeader(reader, stream);
    assert.deepEqual([blockSize, reader.position], [expected, bits], `code ${block}`);
  }
});

Deno.test("a frame's number and rate are passed over, however long", () => {
  const cases: { coded?: number[]; rate?: number; more?: Field[] }[] = [
    { coded: [0xc2, 0x80] },
    { coded: [0xef, 0xbf, 0xbf] },
    { coded: [0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf] },
    { rate: 11 },
    { rate: 12, more: [[48, 8]] },
    { rate: 13, more: [[44_100, 16]] },
    { rate: 14, more: [[4_410, 16]] },
  ];
  for (const one of cases) {
    const { reader, bits } = header(one);
    assert.equal(readFlacFrameHeader(reader, stream).blockSize, 4096);
    assert.equal(reader.position, bits, JSON.stringify(one));
  }
});

Deno.test("a frame's header says which channel holds a difference", () => {
  const two = (channels: number) => readFlacFrameHeader(header({ channels }).reader, stream);
  const blockSize = 4096;
  assert.deepEqual(two(1), { blockSize, stereo: "independent", sideChannel: -1 });
  assert.deepEqual(two(8), { blockSize, stereo: "leftSide", sideChannel: 1 });
  assert.deepEqual(two(9), { blockSize, stereo: "sideRight", sideChannel: 0 });
  assert.deepEqual(two(10), { blockSize, stereo: "midSide", sideChannel: 1 });
  const eight = { ...stream, channels: 8 };
  const { stereo } = readFlacFrameHeader(header({ channels: 7 }).reader, eight);
  assert.equal(stereo, "independent");
  // The width of samples may be left to the stream.
  assert.equal(readFlacFrameHeader(header({ size: 0 }).reader, stream).blockSize, blockSize);
});

Deno.test("a frame's header that is none, or contradicts the stream, is refused", () => {
  const cases: [Parameters<typeof header>[0], Partial<typeof stream>, RegExp][] = [
    [{ sync: 0x7ff8 }, {}, /does not begin/],
    [{ block: 0 }, {}, /reserved block size/],
    [{ coded: [0x80] }, {}, /number is miscoded/],
    [{ coded: [0xff] }, {}, /number is miscoded/],
    [{ channels: 11 }, {}, /contradicts/],
    [{ channels: 0 }, {}, /contradicts/],
    [{ channels: 8 }, { channels: 1 }, /contradicts/],
    [{ size: 3 }, {}, /contradicts/],
    [{ size: 6 }, {}, /contradicts/],
    [{}, { maxBlockSize: 4095 }, /contradicts/],
  ];
  for (const [codes, limits, reason] of cases) {
    assert.throws(
      () => readFlacFrameHeader(header(codes).reader, { ...stream, ...limits }),
      (error) => error instanceof FlacSyntaxError && reason.test(error.message),
      JSON.stringify(codes),
    );
  }
  assert.doesNotThrow(() =>
    readFlacFrameHeader(header({}).reader, { ...stream, maxBlockSize: 4096 })
  );
});

Deno.test("predictors of every order are exact on quiet samples too", () => {
  for (let order = 0; order <= 32; order++) {
    const samples = Int32Array.from({ length: order + 12 }, (_, i) => (i * i) % 7 - 3);
    const coefficients = Int32Array.from({ length: order }, (_, j) => (j * 5) % 3 - 1);
    const restored = Int32Array.from(residualOf(samples, coefficients, 1));
    predictFlac(restored, coefficients, 1, 16);
    assert.deepEqual(restored, samples, `order ${order}`);
  }
});
