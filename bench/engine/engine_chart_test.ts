import assert from "node:assert/strict";
import { compile } from "vega-lite";
import { parse, View } from "vega";
import { engineChart } from "./engine_chart.ts";
import { engineRows } from "./engine_rows.ts";

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
