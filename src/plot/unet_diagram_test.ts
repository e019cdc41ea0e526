import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { unetDiagram } from "./unet_diagram.ts";

const layers = [
  ["features", [128, 257]],
  ["cnn1", [128, 32]],
  ["cnn2", [64, 24]],
  ["cnn3", [32, 16]],
  ["pool3", [16, 16]],
  ["cnn4", [32, 12]],
  ["cnn5", [64, 10]],
  ["cnn6", [128, 8]],
  ["flc", [100]],
  ["softmax", [4]],
].map(([name, shape]) => ({ name: name as string, shape: shape as number[] }));

Deno.test("each module has its name and shape, and there are nine arrows and three links", async () => {
  const spec = unetDiagram(layers, { title: "EmotionUnet" });
  const svg = await renderSvg(spec);
  for (const text of ["CNN-1", "CNN-6", "128 × 257", "16 × 16", "softmax", "100", "4"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  const lines = [...svg.matchAll(/<line /g)];
  assert.equal(lines.length, 9 + 3);
});

Deno.test("a network without EmotionUnet's layers is refused", () => {
  assert.throws(() => unetDiagram(layers.slice(1), { title: "t" }), /layer features/);
});
