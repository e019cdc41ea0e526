import assert from "node:assert/strict";
import { barChart } from "./bar_chart.ts";

Deno.test("bars are as long as their shares, to an eighth of a character", () => {
  assert.equal(
    barChart({ happy: 0.75, sad: 0.25 }, 8),
    "happy  ██████   0.750\nsad    ██       0.250",
  );
  assert.equal(barChart({ a: 0.5 + 3 / 64 }, 8), "a  ████▍    0.547");
  assert.equal(barChart({ a: 1, b: 0 }, 4), "a  ████ 1.000\nb       0.000");
});

Deno.test("values a rounding error above 1 do not burst the chart", () => {
  assert.equal(barChart({ a: 1 + 1e-6 }, 2), "a  ██ 1.000");
});
