import assert from "node:assert/strict";
import { functionPlaces, structLayouts, TABLE_START } from "./pjrt_layout.ts";
import fixture from "./pjrt_layout_fixture.json" with { type: "json" };

Deno.test("structs, fields and functions are where a C compiler puts the header's", () => {
  assert.equal(TABLE_START, fixture.tableStart);
  assert.deepEqual({ ...functionPlaces }, fixture.functions);
  assert.deepEqual(Object.keys(structLayouts).sort(), Object.keys(fixture.structs).sort());
  for (const [name, { size, offsets }] of Object.entries(structLayouts)) {
    const header = fixture.structs[name as keyof typeof fixture.structs];
    assert.equal(size, header.size, name);
    // Of a union the header has several names at one place.
    const named = (all: Record<string, number>) => Object.values(all).toSorted((a, b) => a - b);
    assert.deepEqual(named(offsets), named(header.offsets), name);
    for (const [field, offset] of Object.entries(offsets)) {
      const known = (header.offsets as Record<string, number>)[field];
      if (known !== undefined) assert.equal(offset, known, `${name}.${field}`);
    }
  }
});
