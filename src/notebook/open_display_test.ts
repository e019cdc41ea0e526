import assert from "node:assert/strict";
import { linePlot } from "../plot/line_plot.ts";
import { openDisplay } from "./open_display.ts";
import { openPlot } from "./open_plot.ts";
import { recordShown } from "./testing/record_shown.ts";

Deno.test("a place is made once and changes from then on; each place has its own name", async () => {
  const shown = await recordShown(async () => {
    const [one, other] = [openDisplay(), openDisplay()];
    await one({ "text/plain": "1" });
    await one({ "text/plain": "2" });
    await other({ "text/plain": "3" });
  });
  assert.deepEqual(shown.map(({ options }) => options.update), [false, true, false]);
  const [first, second, third] = shown.map(({ options }) => options.display_id);
  assert.equal(first, second);
  assert.notEqual(first, third);
});

Deno.test("a plot is replaced by the next one", async () => {
  const plot = (title: string) =>
    linePlot([{ name: "loss", x: [0, 1], y: [1, 0] }], { title, x: "epoch", y: "loss" });
  const shown = await recordShown(async () => {
    const show = openPlot();
    await show(plot("epoch 1"));
    await show(plot("epoch 2"));
  });
  assert.deepEqual(shown.map(({ bundle }) => bundle["text/plain"]), [
    "Plot: epoch 1",
    "Plot: epoch 2",
  ]);
  assert.deepEqual(shown.map(({ options }) => options.update), [false, true]);
});
