import assert from "node:assert/strict";
import { checkSpace, type SpaceInput } from "./space.ts";

const real = { kind: "real", name: "x", low: 1, high: 2 } as const;
const integer = { kind: "integer", name: "n", low: 1, high: 3 } as const;

/** The message where `space` is refused; undefined where it is taken. */
function fault(...space: SpaceInput): string | undefined {
  try {
    checkSpace(space);
  } catch (error) {
    assert.equal((error as Error).name, "UserError");
    return (error as Error).message;
  }
}

Deno.test("a real range needs a width, an integer one a value", () => {
  assert.equal(fault(real), undefined);
  assert.match(
    fault({ ...real, high: 1 })!,
    /Expected x's low to be below its high, but found 1 and 1/,
  );
  assert.match(fault({ ...real, high: 0.5 })!, /found 1 and 0\.5/);
  assert.equal(fault({ ...integer, high: 1 }), undefined);
  assert.match(fault({ ...integer, high: 0 })!, /Expected n's low to be below its high/);
  assert.match(fault({ ...integer, high: 1.5 })!, /search space field 0\.high/);
});

Deno.test("a log scale needs a range above 0", () => {
  const log = { ...real, scale: "log" } as const;
  assert.equal(fault(log), undefined);
  for (const low of [0, -1]) {
    assert.match(fault({ ...log, low })!, new RegExp(`above 0 for a log scale, but found ${low}`));
  }
  assert.equal(fault({ ...real, low: -1 }), undefined);
});

Deno.test("names and choices differ from each other, and there is at least one of each", () => {
  assert.match(fault(real, { ...integer, name: "x" })!, /one is used twice/);
  assert.match(fault()!, /search space/);
  const choices = { kind: "categorical", name: "c", choices: ["a", 1, true] } as const;
  assert.equal(fault({ ...choices, choices: ["1", 1] }), undefined, "text and number differ");
  assert.match(fault({ ...choices, choices: ["a", "a"] })!, /one is listed twice/);
  assert.ok(fault({ ...choices, choices: [] }));
  assert.match(fault({ ...real, name: "" })!, /name to be non-empty/);
});

Deno.test("defaults are filled in", () => {
  assert.deepEqual(checkSpace([real]), [{ ...real, scale: "uniform" }]);
});
