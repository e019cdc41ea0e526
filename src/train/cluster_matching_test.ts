import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { clusterSpeaker, fitClusterMatching } from "./cluster_matching.ts";
import type { Examples } from "./examples.ts";
import { askMixture, fitSpeakerMixture, readMixture, writeMixture } from "./speaker_mixture.ts";

const CLASSES = 3;
const WIDTH = 4;
/** The first two columns tell the classes apart; the others are noise. */
const CORNERS = [[3, 0], [-3, 0], [0, 3]];
const labelOf = (row: number) => row % CLASSES;

/** Clips whose classes lie where `corner` says, with noise of so great a deviation. */
function clips(
  count: number,
  seed: number,
  { corner = (label: number) => CORNERS[label], spread = 0.5 } = {},
): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, row) => {
    const [x, y] = corner(labelOf(row));
    return [x, y, 0, 0].map((value) => value + spread * random.normal());
  });
}

/** As clips of a known speaker and, before, of an unknown one. */
function inViews(rows: number[][], speakers: (row: number) => string): Examples {
  const nobody = Array(WIDTH).fill(0);
  const all = [...rows.keys(), ...rows.keys()];
  return {
    ids: all.map((row, at) => `${row} ${at}`),
    labels: all.map(labelOf),
    speakers: all.map(speakers),
    data: Float32Array.from([
      ...rows.flatMap((row) => [...row, ...nobody, 0]),
      ...rows.flatMap((row) => [...nobody, ...row, 1]),
    ]),
    sampleShape: [1, 2 * WIDTH + 1],
  };
}

const groups = [[2, 3], [0, 1]];
const options = { classes: CLASSES, groups, shrinkage: 0.1, leastPurity: 0.95 };
const train = inViews(clips(120, 1), (row) => row < 60 ? "anna" : "bela");

Deno.test("clusters are sought where the training speakers' are classes, or not at all", () => {
  assert.deepEqual(fitClusterMatching(train, options)?.columns, [0, 1]);
  assert.equal(fitClusterMatching(train, { ...options, groups: [[2, 3]] }), undefined);
  const blurred = inViews(clips(120, 2, { spread: 4 }), () => "anna");
  assert.equal(fitClusterMatching(blurred, options), undefined);
  // Nobody spoke every class, or often enough.
  const few = inViews(clips(24, 3), () => "anna");
  assert.equal(fitClusterMatching(few, options), undefined);
});

Deno.test("each cluster becomes a class, all taken together; a labelled clip tells", () => {
  const matching = fitClusterMatching(train, options)!;
  const rows = clips(60, 4, { corner: (label) => CORNERS[label].map((at) => at + 1) });
  assert.deepEqual(clusterSpeaker(matching, rows)!(), rows.map((_, row) => labelOf(row)));
  assert.equal(clusterSpeaker(matching, rows.slice(0, 29)), undefined);
  // A speaker whose first two classes lie where the training's other one does: a labelled clip tells.
  const swapped = clips(60, 5, { corner: (label) => CORNERS[[1, 0, 2][label]] });
  const ask = clusterSpeaker(matching, swapped)!;
  const found = ask();
  assert.deepEqual(found, swapped.map((_, row) => [1, 0, 2][labelOf(row)]));
  const told = ask(new Map([[0, 0]]));
  assert.deepEqual(told, swapped.map((_, row) => labelOf(row)));
});

Deno.test("directions from the speaker's mean match clusters, not distances", () => {
  const taught = [[-3, -4], [0, 1], [4, 3]];
  const spoken = [[-4, -3], [1, 4], [1, -1]];
  const squared = (order: number[]) =>
    order.reduce((sum, other, label) => {
      const [x, y] = spoken[label].map((value, at) => value - taught[other][at]);
      return sum + x ** 2 + y ** 2;
    }, 0);
  assert.ok(squared([0, 2, 1]) < squared([0, 1, 2]), "distances would swap two classes");
  const teacher = inViews(clips(120, 8, { corner: (label) => taught[label] }), () => "anna");
  const rows = clips(60, 9, { corner: (label) => spoken[label] });
  const found = clusterSpeaker(fitClusterMatching(teacher, options)!, rows)!();
  assert.deepEqual(found, rows.map((_, row) => labelOf(row)));
});

Deno.test("a speaker whose clips are one cloud, or of one class alone, has no clusters", () => {
  const matching = fitClusterMatching(train, options)!;
  assert.ok(matching.contrast! > 1.2, `${matching.contrast}`);
  const clouds = [clips(300, 10, { spread: 4 }), clips(300, 11, { corner: () => CORNERS[0] })];
  for (const cloud of clouds) {
    assert.equal(clusterSpeaker(matching, cloud), undefined);
    const { contrast: _, ...before } = matching;
    assert.ok(clusterSpeaker(before, cloud), "runs from before it was asked go on as they did");
  }
  assert.equal(clusterSpeaker(matching, Array(60).fill([1, 2, 0, 0])), undefined);
});

Deno.test("a mixture starts from the matched clusters, and keeps them in its file", async () => {
  // The last two columns tell the classes too, less purely, and mislead about the new speaker.
  const withMore = (rows: number[][], scale: number, spread: number, shift: number) => {
    const random = createRandom(6, shift);
    return rows.map(([x, y], row) => {
      const more = CORNERS[(labelOf(row) + shift) % CLASSES];
      return [x, y, ...more.map((value) => scale * value + spread * random.normal())];
    });
  };
  const both = inViews(withMore(clips(120, 1), 3, 4, 0), () => "anna");
  const config = { shrinkage: 0.1, prior: 20, leastPurity: 0.95 };
  const fitted = fitSpeakerMixture(both, {
    ...{ classes: CLASSES, columns: [0, 1, 2, 3], config },
    clusters: { groups, shrinkage: 0.1 },
  });
  const { clusters, ...plain } = fitted;
  assert.deepEqual(clusters?.columns, [0, 1]);
  const near = clips(90, 7, {
    corner: (label) => CORNERS[label].map((at) => 0.4 * at),
    spread: 0.2,
  });
  const rows = withMore(near, 8, 1, 1);
  const right = (shares: Float64Array) =>
    rows.filter((_, row) => {
      const own = [...shares.subarray(row * CLASSES, (row + 1) * CLASSES)];
      return own.indexOf(Math.max(...own)) === labelOf(row);
    }).length / rows.length;
  const matched = clusterSpeaker(clusters!, rows)!();
  const share = matched.filter((label, row) => label === labelOf(row)).length / rows.length;
  assert.ok(share > 0.95, `${share}`);
  const [withClusters, without] = [askMixture(fitted, rows), askMixture(plain, rows)].map(right);
  assert.ok(withClusters > 0.95 && without < 0.5, `${withClusters} and ${without}`);
  // However much other speakers count for, clusters stay what they were matched with.
  const [heavy, heavyWithout] = [fitted, plain].map((one) =>
    right(askMixture({ ...one, prior: 1e4 }, rows))
  );
  assert.ok(heavy > 0.95 && heavyWithout < 0.5, `${heavy} and ${heavyWithout}`);
  await withTemporaryFolder(async (folder) => {
    await writeMixture(folder, fitted);
    assert.deepEqual(await readMixture(folder), fitted);
  });
  const never = fitSpeakerMixture(train, {
    ...{ classes: CLASSES, columns: [0, 1], config: { shrinkage: 0.1, prior: 20 } },
    clusters: { groups, shrinkage: 0.1 },
  });
  assert.equal(never.clusters, undefined);
});
