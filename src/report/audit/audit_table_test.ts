import assert from "node:assert/strict";
import fc from "fast-check";
import { checkShape } from "../../base/json.ts";
import {
  auditTableSchema,
  percent,
  printedFigureSchema,
  printedHow,
  printedRange,
} from "./audit_table.ts";

const refused = (table: unknown, message: RegExp) =>
  assert.throws(() => checkShape(table, auditTableSchema, "table.json"), {
    name: "UserError",
    message,
  });

Deno.test("a table's mistake is named with its field", () => {
  const shares = [{ subject: "a", source: "b", shares: { calm: "12.3" } }];
  refused(
    { title: "x", shares },
    /^table\.json field shares\.0\.shares\.calm: Expected a share as/,
  );
  refused({ title: "x", total: [] }, /table\.json: .*total/);
  refused({ totals: [] }, /table\.json field title/);
  refused(
    { title: "x", totals: [{ subject: "a", source: "b", counts: { calm: 1.5 }, stated: 2 }] },
    /field totals\.0\.counts\.calm/,
  );
});

Deno.test("lists may be left out", () => {
  assert.deepEqual(auditTableSchema.parse({ title: "x" }).scores, []);
});

const read = (text: string) => printedFigureSchema.parse(text);

Deno.test("percentages and shares are read with their last digit's unit", () => {
  const cases: [string, number, number][] = [
    ["77.82 %", 0.7782, 1e-4],
    ["%77,82", 0.7782, 1e-4],
    ["12,3%", 0.123, 1e-3],
    ["0.96", 0.96, 1e-2],
    ["25 %", 0.25, 1e-2],
  ];
  for (const [text, value, unit] of cases) {
    const figure = read(text);
    assert.ok(Math.abs(figure.value - value) < 1e-12, text);
    assert.ok(Math.abs(figure.unit - unit) < 1e-15, text);
  }
  for (const text of ["77.82", "high", "", "101 %", "-3 %"]) {
    assert.throws(() => read(text), /Expected a share as printed/, text);
  }
});

Deno.test("337 of 433 are printed 77.82 % where digits are cut off, not where they are rounded", () => {
  assert.equal(printedHow(337 / 433, read("77.82 %")), "cut off");
  assert.equal(printedHow(337 / 433, read("77.83 %")), "rounded");
  assert.equal(printedHow(218 / 366, read("59.55 %")), null);
  assert.equal(printedHow(0.5, read("50 %")), "rounded");
});

Deno.test("whatever value is printed, rounded or cut off, lies in the figure's range", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
    const cut = (Math.floor(value * 1e4) / 100).toFixed(2);
    for (const text of [`${(100 * value).toFixed(2)} %`, `${cut} %`]) {
      const { low, high } = printedRange(read(text));
      assert.ok(low <= value && value <= high, `${value} as ${text}`);
    }
  }));
});

Deno.test("percent has three decimals and a true minus", () => {
  assert.equal(percent(217 / 366), "59.290 %");
  assert.equal(percent(-0.01), "−1.000 %");
});
