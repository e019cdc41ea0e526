import assert from "node:assert/strict";
import { join } from "node:path";
import { texture } from "../made_inputs.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { readPixelRows, readTablePixels } from "./pixel_table.ts";

const cell = (variant: number) => [...texture(variant)].join(" ");

async function withTable(content: string, test: (path: string) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "fer2013.csv");
    await Deno.writeTextFile(path, content);
    test(path);
  });
}

const layouts: [string, (rows: [number, string, string][]) => string][] = [
  [
    "as published",
    (rows) => "emotion,pixels,Usage\n" + rows.map((row) => row.join(",")).join("\n"),
  ],
  [
    "in the competition's other order, with blanks and Windows' line ends",
    (rows) =>
      "emotion, Usage, pixels\r\n" +
      rows.map(([emotion, pixels, usage]) => `${emotion},${usage},${pixels}\r\n`).join(""),
  ],
  [
    "with quotes and a mark of byte order",
    (rows) =>
      '\ufeff"emotion","pixels","Usage"\n' +
      rows.map((row) => row.map((one) => `"${one}"`).join(",") + "\n").join(""),
  ],
];
for (const [what, layout] of layouts) {
  Deno.test(`a table ${what} is read`, async () => {
    const rows: [number, string, string][] = [
      [0, cell(1), "Training"],
      [6, cell(2), "PublicTest"],
      [3, cell(1), "PrivateTest"],
    ];
    await withTable(layout(rows), (path) => {
      const read = readPixelRows(path);
      assert.deepEqual(read.map(({ row, emotion, usage }) => [row, emotion, usage]), [
        [0, 0, "Training"],
        [1, 6, "PublicTest"],
        [2, 3, "PrivateTest"],
      ]);
      assert.equal(read[0].sha256, read[2].sha256);
      assert.notEqual(read[0].sha256, read[1].sha256);
      assert.deepEqual(readTablePixels(path, [2, 1]), new Map([[1, texture(2)], [2, texture(1)]]));
    });
  });
}

Deno.test("a table longer than one piece of reading is read whole", async () => {
  const rows = Array.from({ length: 300 }, (_, at) => `${at % 7},${cell(at)},Training`);
  await withTable("emotion,pixels,Usage\n" + rows.join("\n"), (path) => {
    assert.ok(Deno.statSync(path).size > 2 ** 21);
    const pixels = readTablePixels(path, rows.map((_, at) => at));
    for (const at of rows.keys()) assert.deepEqual(pixels.get(at), texture(at));
  });
});

const head = "emotion,pixels,Usage\n";
const refused: [string, string, RegExp][] = [
  ["without a column", "emotion,pixels\n0,1 2\n", /to have the columns emotion, pixels, usage/],
  ["with another third column", `emotion,pixels,part\n0,${cell(0)},Training\n`, /but found .*part/],
  ["without rows", head, /to have rows of pixels, but it has none/],
  ["with too few pixels", `${head}0,1 2 3,Training\n`, /line 2 .* 2304 pixels, but found 3/],
  ["with a pixel beyond 255", `${head}0,1 256 3,Training\n`, /pixels of 0 to 255, but found "256"/],
  ["with letters", `${head}0,1 x 3,Training\n`, /numbers as pixels, but found "1 x 3"/],
  ["with a class in letters", `${head}sad,1,Training\n`, /a number in emotion, but found "sad"/],
  ["with a cell too many", `${head}0,1,Training,0\n`, /line 2 .* three cells/],
  ["with too few rows", `${head}0,${cell(0)},Training\n`, /to have row 1, but it ends before/],
];
for (const [what, content, message] of refused) {
  Deno.test(`a table ${what} is refused`, async () => {
    await withTable(content, (path) => {
      assert.throws(() => {
        readPixelRows(path);
        readTablePixels(path, [0, 1]);
      }, message);
    });
  });
}
