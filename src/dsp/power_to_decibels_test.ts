import assert from "node:assert/strict";
import fc from "fast-check";
import { powerToDecibels } from "./power_to_decibels.ts";

Deno.test("powerToDecibels is the logarithm, raised to the floor", () => {
  const exponent = fc.double({ min: -18, max: 12, noNaN: true });
  const powers = fc.array(fc.oneof(exponent.map((e) => 10 ** e), fc.constant(0)), { minLength: 1 });
  const floors = fc.double({ min: 1, max: 150, noNaN: true });
  fc.assert(fc.property(powers, floors, (list, floorDb) => {
    const values = Float32Array.from(list);
    const peak = values.reduce((a, b) => Math.max(a, b), 1e-10);
    const floor = powerToDecibels(values, floorDb);
    assert.ok(Math.abs(floor - Math.max(-100, 10 * Math.log10(peak) - floorDb)) < 1e-5);
    values.forEach((value, i) => {
      const exact = Math.max(floor, 10 * Math.log10(Math.fround(list[i])));
      assert.ok(Math.abs(value - exact) < 2e-5, `${list[i]} gave ${value}, not ${exact}`);
    });
  }));
});
