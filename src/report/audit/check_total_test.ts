import assert from "node:assert/strict";
import { checkTotal } from "./check_total.ts";

const place = { subject: "set", source: "page 1" };

Deno.test("counts are added up, and what is missing is named", () => {
  const right = checkTotal({ ...place, counts: { a: 3, b: 4 }, stated: 7 });
  assert.deepEqual([right.verdict, right.arithmetic], ["consistent", "3 + 4 = 7; stated: 7"]);
  const less = checkTotal({ ...place, counts: { a: 3, b: 4 }, stated: 9 });
  assert.deepEqual(
    [less.verdict, less.arithmetic],
    ["inconsistent", "3 + 4 = 7; stated: 9, 2 more"],
  );
  assert.match(checkTotal({ ...place, counts: { a: 3 }, stated: 1 }).arithmetic, /2 fewer$/);
});
