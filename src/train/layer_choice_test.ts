import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import type { Examples } from "./examples.ts";
import { chooseLayers } from "./layer_choice.ts";

const CLASSES = 2;
/** One functional of noise, then three layers of two values each. */
const WIDTH = 7;
const functionals = [[0]];
const layers = [[1, 2], [3, 4], [5, 6]];
const labelOf = (row: number) => row % CLASSES;
const common = {
  ...{ classes: CLASSES, layers, functionals, clustered: [0], shrinkage: 0.1 },
  mixture: { shrinkage: 1, prior: 20 },
};

/**
 * Clips of speakers: the first layer tells the class by a sign that each speaker has the other way
 * round, the second one as all others do, the third not at all. In the view of unknown speakers
 * `scale` is how clearly the second one tells it.
 */
function voices(names: readonly string[], scale = 2): Examples {
  const random = createRandom(1);
  const rows = names.flatMap((name, speaker) =>
    Array.from({ length: 40 }, (_, row) => {
      const sign = labelOf(row) ? 1 : -1;
      const values = [0, speaker % 2 ? 3 * sign : -3 * sign, 0, 1, 0, 0, 0].map((value, column) =>
        value * (column === 3 ? sign : 1) + 0.5 * random.normal()
      );
      return { name, label: labelOf(row), values };
    })
  );
  const nobody = Array(WIDTH).fill(0);
  const unknown = rows.map(({ values }) => [
    ...values.map((value, column) => column === 3 ? scale * value : value),
    ...nobody,
    0,
  ]);
  const known = rows.map(({ values }) => [...nobody, ...values, 1]);
  const both = [...rows, ...rows];
  return {
    ids: both.map((_, at) => String(at)),
    labels: both.map(({ label }) => label),
    speakers: both.map(({ name }) => name),
    data: Float32Array.from([...unknown, ...known].flat()),
    sampleShape: [1, 2 * WIDTH + 1],
  };
}

Deno.test("the layer that carries over to left-out speakers is taken, for both kinds of speakers", () => {
  const found = chooseLayers(voices(["anna", "bela", "celia", "dora"]), common);
  assert.deepEqual(found, { judged: [1], clustered: 1 });
  // More speakers than folds.
  const many = voices(["a", "b", "c", "d", "e", "f", "g"]);
  assert.deepEqual(chooseLayers(many, common), { judged: [1], clustered: 1 });
  const { mixture: _, ...alone } = common;
  assert.deepEqual(chooseLayers(many, alone), { judged: [1], clustered: 1 });
});

Deno.test("layers that each tell a part are all taken", () => {
  const random = createRandom(2);
  const names = ["anna", "bela", "celia"];
  const examples = voices(names);
  const width = 2 * WIDTH + 1;
  // All layers tell the same, under noise of their own.
  examples.ids.forEach((_, row) => {
    const start = row * width + (examples.data[(row + 1) * width - 1] ? WIDTH : 0);
    for (const [first, second] of layers) {
      const sign = examples.labels[row] ? 1 : -1;
      examples.data[start + first] = sign + 1.2 * random.normal();
      examples.data[start + second] = random.normal();
    }
  });
  assert.deepEqual(chooseLayers(examples, common).judged, [0, 1, 2]);
});

Deno.test("where fewer than three speakers train there is nothing to choose by", () => {
  const found = chooseLayers(voices(["anna", "bela"]), common);
  assert.deepEqual(found, { judged: [0, 1, 2], clustered: 1 });
  const unnamed = voices(["anna", "bela", ""]);
  assert.deepEqual(chooseLayers(unnamed, common), { judged: [0, 1, 2], clustered: 1 });
});
