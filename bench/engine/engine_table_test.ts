import assert from "node:assert/strict";
import { parse, View } from "vega";
import { compile } from "vega-lite";
import { engineRows } from "./engine_result.ts";
import { engineChart, engineTable } from "./engine_table.ts";

Deno.test("engineTable shows each contender once and the ratio beside ours", () => {
  const rows = engineRows({
    network: "turev",
    operation: "train",
    precision: "float32",
    flop: 20e9,
    othersShare: 0.25,
    rounds: { "duygu tensorflow": [[100, 100]], torch: [[160, 240]] },
    engines: { "duygu tensorflow": "tensorflow" },
    peakMemoryBytes: { torch: 800e6 },
    peakGflops: 400,
  });
  const [, , ours, torch, ...rest] = engineTable(rows, { float32: { gflops: 400, by: "torch" } }, {
    columns: 240,
  }).split("\n");
  assert.deepEqual(rest, []);
  assert.match(
    ours,
    /duygu tensorflow +100\.0 +100\.0–100\.0 +100\.0 +200 +50 % +25 % +0\.50 \(0\.50–0\.50\)$/,
  );
  assert.match(torch, /torch +200\.0 +180\.0–220\.0 +160\.0 +100 +25 % +800 +25 %$/);
});

Deno.test("engineChart draws a panel for each operation with every contender in it", async () => {
  const rows = ["train", "predict"].flatMap((operation) =>
    engineRows({
      network: "turev",
      operation: operation as "train" | "predict",
      precision: "float32",
      flop: 1,
      othersShare: 0.25,
      rounds: { ours: [[1, 2]], keras: [[3, 4]] },
      engines: { ours: "tensorflow" },
      peakMemoryBytes: {},
      peakGflops: undefined,
    })
  );
  const warnings: unknown[] = [];
  const note = (...texts: unknown[]) => (warnings.push(texts), logger);
  const logger = { level: () => logger, error: note, warn: note, info: note, debug: note };
  const spec = compile(engineChart(rows, "Engines"), { logger: logger as never }).spec;
  const svg = await new View(parse(spec), { renderer: "none" }).toSVG();
  assert.deepEqual(warnings, []);
  for (
    const text of ["Engines", "turev float32: train", "turev float32: predict", "keras", "Duygu"]
  ) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});
