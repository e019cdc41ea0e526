import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { trainingHistoryPlot } from "./training_history_plot.ts";

const epochs = [0.9, 0.5, 0.5, 0.6].map((validationLoss, at) => ({
  epoch: at + 1,
  trainLoss: 1 / (at + 1),
  trainAccuracy: 0.5 + at / 10,
  validationLoss,
  validationAccuracy: 0.6,
}));

Deno.test("loss and accuracy of both parts, the first of the best epochs marked", async () => {
  const svg = await renderSvg(trainingHistoryPlot(epochs, { title: "Training" }));
  const texts = ["Training", "loss (nats)", "accuracy", "training", "validation", "best epoch 2"];
  for (const text of texts) assert.ok(svg.includes(`>${text}<`), text);
  assert.match(svg, /stroke-dasharray="5,3"/);
});

Deno.test("a single epoch is drawn as points; none is refused", async () => {
  const svg = await renderSvg(trainingHistoryPlot(epochs.slice(0, 1), { title: "Training" }));
  assert.ok(svg.includes(">best epoch 1<"));
  assert.equal([...svg.matchAll(/aria-roledescription="point"/g)].length, 4);
  assert.throws(() => trainingHistoryPlot([], { title: "Training" }), /at least one epoch/);
});
