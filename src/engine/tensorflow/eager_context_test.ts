import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { DataType, typeAttribute } from "./attributes.ts";
import { tensorflowBinding } from "./backend.ts";
import { TensorflowError } from "./library.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });
const { context } = tensorflowBinding();

/** Values and shape after a way through TensorFlow and back. */
function roundTrip(shape: number[], dataType: number, values: ArrayLike<number>) {
  const made = context.create(shape, dataType, values);
  const described = context.describe(made.handle);
  const read = context.read(described);
  context.delete(made.handle);
  return { read, shape: described.shape, dataType: described.dataType };
}

const trips: [string, number[], number, ArrayLike<number>, unknown][] = [
  ["float32", [2, 2], DataType.float32, new Float32Array([1.5, -0, NaN, Infinity]), undefined],
  ["int32", [3], DataType.int32, new Int32Array([1, -2, 2 ** 31 - 1]), undefined],
  ["bool", [2], DataType.bool, new Uint8Array([1, 0]), undefined],
  ["a scalar", [], DataType.float32, new Float32Array([7]), undefined],
  ["no values", [0, 3], DataType.float32, new Float32Array(0), undefined],
  ["a plain array", [2], DataType.float32, [1, 2], new Float32Array([1, 2])],
  ["int64", [2], DataType.int64, new BigInt64Array([5n, -6n]) as never, new Int32Array([5, -6])],
];
for (const [name, shape, dataType, values, expected] of trips) {
  Deno.test(`${name} comes back as it went`, () => {
    const trip = roundTrip(shape, dataType, values);
    assert.deepEqual(trip.read, expected ?? values);
    assert.deepEqual(trip.shape, shape);
    assert.equal(trip.dataType, dataType);
  });
}

Deno.test("any float32 values of any small shape come back as they went", () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.float32Array({ minLength: 256, maxLength: 256 }), (shape, pool) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const trip = roundTrip(shape, DataType.float32, pool.subarray(0, size));
      assert.deepEqual(trip.read, pool.slice(0, size));
      assert.deepEqual(trip.shape, shape);
    }),
  );
});

Deno.test("values that do not fill the shape are refused", () => {
  assert.throws(
    () => context.create([3], DataType.float32, new Float32Array(2)),
    /Expected 12 bytes of values, but found 8/,
  );
});

Deno.test("a type whose values do not cross is named", () => {
  assert.throws(() => context.create([1], DataType.string, [0]), /data type 7/);
});

Deno.test("an operation computes; wrong shapes are its error", () => {
  const attributes = [typeAttribute("T", DataType.float32)];
  const left = context.create([2], DataType.float32, [1, 2]);
  const right = context.create([2], DataType.float32, [10, 20]);
  const wrong = context.create([3], DataType.float32, [0, 0, 0]);
  const [sum] = context.execute("AddV2", attributes, [left.handle, right.handle], 1);
  assert.deepEqual([...context.read(context.describe(sum))], [11, 22]);
  assert.throws(
    () => context.execute("AddV2", attributes, [left.handle, wrong.handle], 1),
    (error) => error instanceof TensorflowError && /^AddV2: .*\[2\].*\[3\]/.test(error.message),
  );
  for (const handle of [left.handle, right.handle, wrong.handle, sum]) context.delete(handle);
});

Deno.test("a shared handle outlives the first", () => {
  const { handle } = context.create([1], DataType.float32, [3]);
  const shared = context.share(handle);
  context.delete(handle);
  assert.deepEqual([...context.read(context.describe(shared))], [3]);
  context.delete(shared);
});

Deno.test("the processor is among the devices", () => {
  assert.ok(context.devices.some(({ type }) => type === "CPU"));
});

Deno.test("a compiled step may return more tensors than any one operation does", () => {
  const count = 700;
  const step = compileStep(
    (x) => Array.from({ length: count }, (_, place) => tf.add(x, place)),
    { warn: assert.fail },
  );
  const results = step(tf.tensor1d([0.5]));
  assert.deepEqual(results.map((result) => result.dataSync()[0]), [
    ...Array.from({ length: count }, (_, place) => place + 0.5),
  ]);
  tf.dispose(results);
  step.dispose();
});
