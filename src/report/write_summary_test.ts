import assert from "node:assert/strict";
import { join } from "node:path";
import { describeEnvironment } from "../base/describe_environment.ts";
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
    await writeSummary({ environment, command: "bench turev", rows: [exampleRow()] }, { folder });
    await writeSummary(
      { environment, command: "bench tess", rows: [exampleRow({ corpus: "tess" })] },
      { folder, missing: [{ title: "BanglaSER", howToGet: "Ask." }] },
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
    assert.match(markdown, /BanglaSER: no data/);
  }));

Deno.test("writeSummary leaves a malformed file alone and names the field", () =>
  inFolder(async (folder) => {
    const path = join(folder, "summary.json");
    const broken = JSON.stringify({ environment: {}, command: "x", rows: [{ corpus: 5 }] });
    await Deno.writeTextFile(path, broken);
    const write = writeSummary({ environment: {}, command: "y", rows: [] }, { folder });
    await assert.rejects(write, {
      name: "UserError",
      message: /summary\.json field rows\.0\.corpus/,
    });
    assert.equal(await Deno.readTextFile(path), broken);
  }));
