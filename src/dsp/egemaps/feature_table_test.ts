import assert from "node:assert/strict";
import { EGEMAPS_VALUES } from "./egemaps.ts";
import { egemapsTable } from "./feature_table.ts";

Deno.test("docs/egemaps.md lists every value with its unit and definition", async () => {
  const text = await Deno.readTextFile(new URL("../../../docs/egemaps.md", import.meta.url));
  const rows = text.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return /^\d+$/.test(cells[1] ?? "") ? [cells.slice(1, -1)] : [];
  });
  assert.deepEqual(
    rows,
    egemapsTable.map(({ name, unit, definition }, i) => [
      ...[String(i + 1), `\`${name}\``, unit, definition],
    ]),
  );
});

Deno.test("88 different values", () => {
  assert.equal(new Set(egemapsTable.map(({ name }) => name)).size, EGEMAPS_VALUES);
});
