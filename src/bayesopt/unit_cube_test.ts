import assert from "node:assert/strict";
import fc from "fast-check";
import { checkShape } from "../base/json.ts";
import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { initialDesign } from "./design_points.ts";
import { type Dimension, dimensionSchema, spaceSchema, table2Space } from "./space.ts";
import { decodePoint, encodePoint, fromUnit, snap, toUnit, valueCount } from "./unit_cube.ts";

const dimensions: Dimension[] = [
  { kind: "real", name: "real", low: -3, high: 7, scale: "uniform" },
  { kind: "real", name: "rate", low: 1e-4, high: 1e-1, scale: "log" },
  { kind: "integer", name: "epochs", low: 5, high: 100, scale: "uniform" },
  { kind: "integer", name: "units", low: 1, high: 1024, scale: "log" },
  { kind: "integer", name: "constant", low: 3, high: 3, scale: "uniform" },
  { kind: "categorical", name: "batch", choices: [1, 2, 4, 8] },
  { kind: "ordinal", name: "size", choices: ["small", "medium", "large"] },
];

for (const dimension of dimensions) {
  Deno.test(`${dimension.kind} ${dimension.name}: value to coordinate and back is the value`, () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (coordinate) => {
      const value = fromUnit(dimension, coordinate);
      const unit = toUnit(dimension, value);
      assert.ok(unit >= 0 && unit <= 1);
      if (dimension.kind === "real") assert.ok(Math.abs(unit - coordinate) < 1e-12);
      else assert.equal(fromUnit(dimension, unit), value);
      assert.ok(Math.abs(snap(dimension, coordinate) - unit) < 1e-12);
    }));
  });

  Deno.test(`${dimension.kind} ${dimension.name}: the ends are reached`, () => {
    const ends = [fromUnit(dimension, 0), fromUnit(dimension, 1)];
    const expected = "choices" in dimension
      ? [dimension.choices[0], dimension.choices.at(-1)]
      : [dimension.low, dimension.high];
    assert.deepEqual(ends, expected);
  });
}

Deno.test("uniform coordinates draw every integer and every choice equally often", () => {
  for (const dimension of [dimensions[2], dimensions[5], dimensions[6]]) {
    const count = valueCount(dimension);
    const seen = new Map<unknown, number>();
    for (let k = 0; k < count * 100; k++) {
      const value = fromUnit(dimension, (k + 0.5) / (count * 100));
      seen.set(value, (seen.get(value) ?? 0) + 1);
    }
    assert.deepEqual([...new Set(seen.values())], [100]);
    assert.equal(seen.size, count);
  }
});

Deno.test("a log scale puts the geometric mean in the middle", () => {
  const middle = fromUnit(dimensions[1], 0.5) as number;
  assert.ok(Math.abs(middle - Math.sqrt(1e-4 * 1e-1)) < 1e-15);
});

Deno.test("values outside their dimension are named", () => {
  const cases: [Dimension, string | number, RegExp][] = [
    [dimensions[0], 8, /Expected real to be a number from -3 to 7, but found 8/],
    [dimensions[2], 5.5, /Expected epochs to be a whole number from 5 to 100, but found 5.5/],
    [dimensions[5], 3, /Expected batch to be one of 1, 2, 4, 8, but found 3/],
    [dimensions[5], "4", /Expected batch to be one of 1, 2, 4, 8, but found "4"/],
  ];
  for (const [dimension, value, message] of cases) {
    assert.throws(() => toUnit(dimension, value), (error) => {
      return error instanceof UserError && message.test(error.message);
    });
  }
  const { real: _, ...rest } = decodePoint(dimensions, dimensions.map(() => 0.5));
  assert.throws(() => encodePoint(dimensions, rest), /Expected real to be a number/);
  assert.throws(() => encodePoint([dimensions[0]], { real: 1, extra: 2 }), /found extra/);
});

Deno.test("malformed spaces are refused with the reason", () => {
  const cases: [unknown, RegExp][] = [
    [{ kind: "real", name: "x", low: 2, high: 1 }, /low to be below its high, but found 2 and 1/],
    [{ kind: "real", name: "x", low: 0, high: 1, scale: "log" }, /above 0 for a log scale/],
    [{ kind: "categorical", name: "x", choices: ["a", "a"] }, /listed twice/],
    [{ kind: "integer", name: "x", low: 0.5, high: 2 }, /field low/],
  ];
  for (const [dimension, message] of cases) {
    assert.throws(() => checkShape(dimension, dimensionSchema, "the space"), message);
  }
  const twice = [dimensions[0], dimensions[0]];
  assert.throws(() => checkShape(twice, spaceSchema, "the space"), /used twice/);
});

Deno.test("table 2's space is the paper's and holds the paper's optimum for TurEV-DB", () => {
  for (const batchSize of ["categorical", "ordinal"] as const) {
    const space = checkShape(table2Space({ batchSize }), spaceSchema, "table 2");
    assert.equal(space.length, 10);
    const filters = [256, 106, 256, 196, 18, 256];
    const optimum = {
      learningRate: 0.000232,
      epochs: 100,
      batchSize: 16,
      denseUnits: 764,
      ...Object.fromEntries(filters.map((count, block) => [`filters${block + 1}`, count])),
    };
    const back = decodePoint(space, encodePoint(space, optimum));
    assert.ok(Math.abs(back.learningRate as number - 0.000232) < 1e-15);
    assert.deepEqual({ ...back, learningRate: 0.000232 }, optimum);
  }
});

Deno.test("a Latin hypercube has one point in each slice of every real dimension", () => {
  const space = dimensions.slice(0, 2);
  const points = initialDesign(space, "latinHypercube", 12, createRandom(4, "design"));
  for (const d of [0, 1]) {
    const slices = points.map((point) => Math.floor(point[d] * 12)).sort((a, b) => a - b);
    assert.deepEqual(slices, Array.from({ length: 12 }, (_, slice) => slice));
  }
});

Deno.test("designs differ by seed and repeat by seed", () => {
  for (const kind of ["random", "latinHypercube", "sobol"] as const) {
    const design = (seed: number) =>
      initialDesign(dimensions, kind, 8, createRandom(seed, "design"));
    assert.deepEqual(design(1), design(1));
    assert.notDeepEqual(design(1), design(2));
  }
});
