import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { noise } from "../engine/testing/noise.ts";
import {
  bestAssignment,
  clusterContrast,
  clusterPurity,
  kMeans,
  matchClusters,
} from "./clusters.ts";
import fixture from "./kmeans_fixture.json" with { type: "json" };
import { separableExamples } from "./testing/separable_examples.ts";

/** Twenty points around each of three places far from each other, by turns. */
function threeGroups() {
  const random = createRandom(1, "groups");
  const places = [[0, 0], [10, 0], [0, 10]];
  const data = Array.from(
    { length: 60 },
    (_, row) => places[row % 3].map((value) => value + random.normal()),
  ).flat();
  return { data, rows: 60, values: 2 };
}

Deno.test("groups that lie apart are found, with their means as centres", () => {
  const points = threeGroups();
  const { members, centres, inertia } = kMeans(points, { count: 3, seed: 1 });
  members.forEach((cluster, row) => assert.equal(cluster, members[row % 3]));
  assert.equal(new Set(members.slice(0, 3)).size, 3);
  const own = [...members.keys()].filter((row) => members[row] === members[1]);
  const mean = own.reduce((sum, row) => sum + points.data[row * 2], 0) / own.length;
  assert.ok(Math.abs(centres[members[1]][0] - mean) < 1e-12);
  const distances = members.map((cluster, row) =>
    (points.data[row * 2] - centres[cluster][0]) ** 2 +
    (points.data[row * 2 + 1] - centres[cluster][1]) ** 2
  );
  assert.ok(Math.abs(distances.reduce((sum, value) => sum + value) - inertia) < 1e-9);
});

Deno.test("clusters are those of scikit-learn's best of 200 starts, whatever the seed", () => {
  for (const { rows, values, count, apart, inertia, sizes } of fixture.cases) {
    const centres = noise(count * values, 1).map((value) => value * apart);
    const data = noise(rows * values, 2).map((value, at) =>
      value + centres[Math.floor(at / values) % count * values + at % values]
    );
    for (let seed = 1; seed <= 5; seed++) {
      const found = kMeans({ data, rows, values }, { count, seed });
      assert.ok(Math.abs(found.inertia / inertia - 1) < 1e-6, `${found.inertia} ${inertia}`);
      const own = Array.from(
        { length: count },
        (_, cluster) => found.members.filter((member) => member === cluster).length,
      );
      assert.deepEqual(own.sort((a, b) => a - b), sizes);
    }
  }
});

Deno.test("groups tell more of the variance than k-means finds in any cloud", () => {
  const points = threeGroups();
  const contrast = clusterContrast(points, kMeans(points, { count: 3, seed: 1 }), 1);
  // Three far groups tell nearly all; k-means with three centres two thirds of a normal cloud's.
  assert.ok(contrast > 1.35 && contrast < 1.7, `${contrast}`);
  const random = createRandom(4, "cloud");
  for (const values of [2, 40]) {
    const rows = 200;
    const data = Array.from(
      { length: rows * values },
      (_, at) => (1 + at % values) * random.normal(),
    );
    const cloud = { data, rows, values };
    const none = clusterContrast(cloud, kMeans(cloud, { count: 3, seed: 1 }), 1);
    assert.ok(Math.abs(none - 1) < 0.12, `${none}`);
  }
  // Fewer points than values.
  const few = { data: [1, 2, 3, 1, 2, 4, 9, 9, 1], rows: 3, values: 3 };
  assert.ok(clusterContrast(few, kMeans(few, { count: 2, seed: 1 }), 1) > 0.5);
});

Deno.test("one cluster is the mean, as many as points are the points", () => {
  const points = { data: [1, 2, 6], rows: 3, values: 1 };
  const { centres, inertia } = kMeans(points, { count: 1, seed: 1 });
  assert.deepEqual([...centres[0]], [3]);
  assert.equal(inertia, 4 + 1 + 9);
  assert.equal(kMeans(points, { count: 3, seed: 1 }).inertia, 0);
  for (const count of [4, 0, -1, NaN]) {
    assert.throws(() => kMeans(points, { count, seed: 1 }), {
      name: "RangeError",
      message: `Expected 1 to 3 clusters, but found ${count}`,
    });
  }
});

Deno.test("equal points end in equal places", () => {
  const { members } = kMeans({ data: [5, 5, 5, 9], rows: 4, values: 1 }, { count: 3, seed: 2 });
  assert.deepEqual(members.slice(0, 3), [members[0], members[0], members[0]]);
});

function* permutations(items: number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const item of items) {
    for (const rest of permutations(items.filter((other) => other !== item))) yield [item, ...rest];
  }
}

const total = (worth: number[][], columns: number[]) =>
  columns.reduce((sum, column, row) => sum + worth[row][column], 0);

Deno.test("no other pairing has a higher score, of all that there are", () => {
  const random = createRandom(1, "assignment");
  for (let trial = 0; trial < 60; trial++) {
    const size = 1 + trial % 6;
    const worth = Array.from({ length: size }, () => Array.from({ length: size }, random.normal));
    const columns = bestAssignment(worth);
    assert.deepEqual([...columns].sort(), [...Array(size).keys()], "one column each");
    const most = Math.max(
      ...[...permutations([...Array(size).keys()])].map((p) => total(worth, p)),
    );
    assert.ok(Math.abs(total(worth, columns) - most) < 1e-9);
  }
});

Deno.test("a row yields its best column where another one needs it more", () => {
  assert.deepEqual(bestAssignment([[10, 9], [10, 0]]), [1, 0]);
  assert.deepEqual(bestAssignment([]), []);
});

const examples = separableExamples({ rows: 90, classes: 3, sampleShape: [1, 32], seed: 1 });
const classes = ["calm", "happy", "sad"];

/** Right for most clips of a class, wrong and surer for a third of them. */
function predictions(wrong: (label: number) => number) {
  const probabilities = new Float64Array(90 * 3).fill(0.1);
  examples.labels.forEach((label, row) => {
    const isWrong = Math.floor(row / 3) % 3 === 0;
    if (isWrong) probabilities[row * 3 + wrong(label)] = 0.85;
    else probabilities[row * 3 + label] = 0.8;
  });
  return { ids: examples.ids, classes, probabilities };
}

const likeliest = (values: Float64Array, row: number) => {
  const own = [...values.subarray(row * 3, row * 3 + 3)];
  return own.indexOf(Math.max(...own));
};

Deno.test("a cluster's clips outvote those of them that are mistaken", () => {
  const { ids, probabilities } = matchClusters(
    examples,
    predictions((label) => (label + 1) % 3),
    1,
  );
  assert.deepEqual(ids, examples.ids);
  examples.labels.forEach((label, row) => assert.equal(likeliest(probabilities, row), label));
  for (let row = 0; row < 90; row++) {
    const sum = probabilities.subarray(row * 3, row * 3 + 3).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  }
});

Deno.test("two clusters that look like one class share two classes", () => {
  // Who is sad is mostly held to be happy, but less surely so than who is happy.
  const probabilities = Float64Array.from(
    examples.labels.flatMap((label) =>
      [[0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0.1, 0.5, 0.4]][label]
    ),
  );
  const found = matchClusters(examples, { ids: examples.ids, classes, probabilities }, 1);
  examples.labels.forEach((label, row) => assert.equal(likeliest(found.probabilities, row), label));
});

Deno.test("purity is 1 where classes lie apart and chance where labels are random", () => {
  assert.equal(clusterPurity(examples, 3, 1), 1);
  const labels = examples.labels.map((_, row) => Math.floor(row / 3) % 3);
  const purity = clusterPurity({ ...examples, labels }, 3, 1);
  assert.ok(purity < 0.5, String(purity));
});

Deno.test("the best of several starts is kept, and ten find thirty groups every time", () => {
  // One start may put two centres into one group; so do ten that are not greedy.
  const random = createRandom(3, "row of groups");
  const data = Array.from({ length: 300 }, (_, row) => 10 * (row % 30) + random.normal());
  const points = { data, rows: 300, values: 1 };
  const seeds = Array.from({ length: 30 }, (_, seed) => seed);
  const once = seeds.map((seed) => kMeans(points, { count: 30, seed, starts: 1 }).inertia);
  const often = seeds.map((seed) => kMeans(points, { count: 30, seed, starts: 10 }).inertia);
  assert.ok(Math.max(...once) > 2 * Math.min(...once), "every single start is a good one");
  seeds.forEach((seed) => assert.ok(often[seed] <= once[seed]));
  assert.ok(Math.max(...often) < 1.000001 * Math.min(...once));
  assert.equal(kMeans(points, { count: 30, seed: 5 }).inertia, often[5], "ten by default");
});

Deno.test("probabilities fall with the distance to the centres, as normal distributions do", () => {
  // Centres 0 and 4, inertia 4 · 1, so a variance of 1: log odds are (3² - 1²) / 2 at ±1 from them.
  const points = { ids: ["a", "b", "c", "d"], data: Float32Array.of(-1, 1, 3, 5) };
  const given = {
    ids: ["d", "c", "b", "a"],
    classes: ["low", "high"],
    probabilities: Float64Array.of(0.1, 0.9, 0.4, 0.6, 0.6, 0.4, 0.9, 0.1),
  };
  const { ids, probabilities } = matchClusters(points, given, 1);
  assert.deepEqual(ids, points.ids);
  const logOdds = ids.map((_, row) =>
    Math.log(probabilities[2 * row] / probabilities[2 * row + 1])
  );
  [12, 4, -4, -12].forEach((expected, row) =>
    assert.ok(Math.abs(logOdds[row] - expected) < 1e-6, `${logOdds[row]}`)
  );
});

Deno.test("a cluster that loses all its points keeps its centre, and every point has a cluster", () => {
  // More clusters than places: some must stay empty.
  for (let seed = 0; seed < 10; seed++) {
    const points = { data: [5, 5, 5, 5, 9], rows: 5, values: 1 };
    const { members, centres, inertia } = kMeans(points, { count: 4, seed });
    assert.equal(inertia, 0);
    assert.ok(centres.every(([value]) => value === 5 || value === 9), String(centres));
    members.forEach((cluster, row) => assert.equal(centres[cluster][0], points.data[row]));
  }
});
