import assert from "node:assert/strict";
import { join } from "node:path";
import { describeEnvironment } from "../base/describe_environment.ts";
import { staleFiles } from "./results_files.ts";
import { exampleRow } from "./testing/example_row.ts";
import { readSummary, writeSummary } from "./write_summary.ts";

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("writeSummary merges into what is there and writes the Markdown twin", () =>
  inFolder(async (folder) => {
    const environment = await describeEnvironment();
    assert.equal(await readSummary(folder), null);
    await writeSummary({ environment, command: "bench turev", rows: [exampleRow()] }, folder);
    await writeSummary(
      { environment, command: "bench tess", rows: [exampleRow({ corpus: "tess" })] },
      folder,
    );
    const summary = await readSummary(folder);
    assert.deepEqual(summary?.rows.map((row) => [row.corpus, row.earlier?.command]), [
      ["tess", undefined],
      ["turev", "bench turev"],
    ]);
    const markdown = await Deno.readTextFile(join(folder, "summary.md"));
    assert.match(markdown, /Written by `bench tess`/);
    assert.match(markdown, /1 of 2 rows are from earlier commands/);
    assert.match(
      markdown,
      /\| turev \| EmotionUnet \| accuracy \| paper \| nothing known \| 77\.82 \|/,
    );
    assert.deepEqual(await staleFiles(folder), []);
  }));

Deno.test("writeSummary leaves a malformed file alone and names the field", () =>
  inFolder(async (folder) => {
    const path = join(folder, "summary.json");
    const broken = JSON.stringify({ environment: {}, command: "x", rows: [{ corpus: 5 }] });
    await Deno.writeTextFile(path, broken);
    const write = writeSummary({ environment: {}, command: "y", rows: [] }, folder);
    await assert.rejects(write, {
      name: "UserError",
      message: /summary\.json field rows\.0\.corpus/,
    });
    assert.equal(await Deno.readTextFile(path), broken);
  }));

Deno.test("the Markdown opens with the papers' figures, published and ours", () =>
  inFolder(async (folder) => {
    const rows = [
      exampleRow({ interval: { low: 0.851, high: 0.912, over: "clips", count: 9, method: "t" } }),
      exampleRow({
        protocol: "speaker",
        mean: 0.4361,
        values: [0.4361],
        seeds: [1],
        interval: null,
      }),
      // Neither is what a user gets of a speaker of whom nothing is known.
      exampleRow({ protocol: "speaker", knowledge: "unlabelled", mean: 0.6 }),
      exampleRow({ corpus: "tess", synthetic: true, mean: 0.99, published: null }),
    ];
    await writeSummary({ environment: {}, command: "duygu bench", rows }, folder);
    const markdown = await Deno.readTextFile(join(folder, "summary.md"));
    const [opening] = markdown.split("## All rows");
    const lines = opening.split("\n").filter((line) => line.startsWith("| ")).slice(2);
    assert.ok(lines.length <= 13);
    assert.equal(
      lines[0],
      "| TurEV-DB | EmotionUnet | accuracy | 77.82 | 88.00 (85.10 to 91.20) | 43.61 |",
    );
    const tess = lines.filter((line) => line.startsWith("| TESS "));
    assert.deepEqual(tess, ["| TESS | EmotionUnet | accuracy | 98.90 | not measured | – |"]);
  }));
