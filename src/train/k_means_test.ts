import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { kMeans } from "./k_means.ts";

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

Deno.test("one cluster is the mean, as many as points are the points", () => {
  const points = { data: [1, 2, 6], rows: 3, values: 1 };
  const { centres, inertia } = kMeans(points, { count: 1, seed: 1 });
  assert.deepEqual([...centres[0]], [3]);
  assert.equal(inertia, 4 + 1 + 9);
  assert.equal(kMeans(points, { count: 3, seed: 1 }).inertia, 0);
  assert.throws(() => kMeans(points, { count: 4, seed: 1 }), {
    message: "Expected 1 to 3 clusters, but found 4",
  });
});

Deno.test("equal points end in equal places", () => {
  const { members } = kMeans({ data: [5, 5, 5, 9], rows: 4, values: 1 }, { count: 3, seed: 2 });
  assert.deepEqual(members.slice(0, 3), [members[0], members[0], members[0]]);
});
