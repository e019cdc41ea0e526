import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { fitDiscriminant } from "./discriminant.ts";
import type { Examples } from "./examples.ts";
import {
  askMixture,
  fitSpeakerMixture,
  MIXTURE,
  openMixture,
  readMixture,
  withMixture,
  writeMixture,
} from "./speaker_mixture.ts";

const CLASSES = 2;
const COLUMNS = [0, 1, 2];

/** Clips of two classes, at -1 and 1 in the first two columns, moved by `offset` in the second. */
function clips(count: number, seed: number, offset = 0): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const place = at % CLASSES ? 1 : -1;
    const noise = () => 0.3 * random.normal();
    return [place + noise(), 0.8 * place + offset + noise(), noise()];
  });
}

const labelOf = (row: number) => row % CLASSES;

/** In the view of known speakers; with the rows of unknown ones before them. */
function known(rows: number[][], speakers: (row: number) => string): Examples {
  const data = rows.flatMap((row) => [0, 0, 0, ...row, 1]);
  const unknown = rows.flatMap((row) => [...row, 0, 0, 0, 0]);
  const all = [...rows.keys(), ...rows.keys()];
  return {
    ids: all.map((row, at) => `${row} ${at}`),
    labels: all.map(labelOf),
    speakers: all.map(speakers),
    data: Float32Array.from([...unknown, ...data]),
    sampleShape: [1, 7],
  };
}

const train = known(clips(200, 1), (row) => row < 100 ? "anna" : "bela");
const config = { shrinkage: 0.1, prior: 20 };
const mixture = fitSpeakerMixture(train, { classes: CLASSES, columns: COLUMNS, config });

function shareRight(shares: Float64Array, count: number): number {
  const rows = Array.from({ length: count }, (_, row) => row);
  const right = rows.filter((row) => shares[row * CLASSES + labelOf(row)] > 0.5);
  return right.length / count;
}

Deno.test("a prior without end leaves the discriminant of all speakers", () => {
  const rows = clips(20, 2, 1);
  const shares = askMixture({ ...mixture, prior: 1e12 }, rows);
  const shrinkage = { nothing: 1, unlabelled: config.shrinkage };
  const { kernel, bias } = fitDiscriminant(train, {
    ...{ classes: CLASSES, config: { shrinkage }, views: true },
  });
  rows.forEach((row, at) => {
    const logits = [0, 1].map((label) =>
      bias[label] + kernel[6 * CLASSES + label] +
      row.reduce((sum, value, column) => sum + value * kernel[(3 + column) * CLASSES + label], 0)
    );
    const wanted = 1 / (1 + Math.exp(logits[1] - logits[0]));
    assert.ok(Math.abs(shares[at * CLASSES] - wanted) < 1e-4);
  });
});

Deno.test("class means follow a speaker whose classes lie elsewhere", () => {
  const rows = clips(80, 3, 1.6);
  const fixed = shareRight(askMixture({ ...mixture, prior: 1e12 }, rows), rows.length);
  const moved = shareRight(askMixture(mixture, rows), rows.length);
  assert.ok(fixed < 0.85, `${fixed}`);
  assert.ok(moved > 0.95, `${moved}`);
  // The order of the clips does not matter, and a few of them move little.
  const backwards = askMixture(mixture, rows.toReversed());
  const forwards = askMixture(mixture, rows);
  rows.forEach((_, row) =>
    assert.ok(Math.abs(forwards[row * 2] - backwards[(rows.length - 1 - row) * 2]) < 1e-9)
  );
  const few = rows.slice(0, 2);
  const shift = Math.abs(
    askMixture(mixture, few)[0] - askMixture({ ...mixture, prior: 1e12 }, few)[0],
  );
  assert.ok(shift < 0.2, `${shift}`);
});

Deno.test("labelled clips are of their classes and draw the means", () => {
  const rows = clips(40, 4, 2.5);
  const labels = new Map([0, 1, 2, 3].map((row) => [row, labelOf(row)]));
  const shares = askMixture(mixture, rows, { labels, weight: 10 });
  for (const [row, label] of labels) assert.equal(shares[row * CLASSES + label], 1);
  const without = shareRight(askMixture(mixture, rows), rows.length);
  assert.ok(shareRight(shares, rows.length) > Math.max(0.9, without));
});

Deno.test("clips that are only predicted move nothing", () => {
  const rows = clips(60, 3, 1.6);
  const heard = rows.slice(0, 40);
  const unheard = new Set([...rows.keys()].slice(40));
  const found = openMixture(mixture, rows, unheard)();
  assert.deepEqual(found.slice(0, 40 * CLASSES), askMixture(mixture, heard));
  const others = shareRight(
    Float64Array.from([...unheard].flatMap((row) => [...found.slice(row * 2, row * 2 + 2)])),
    20,
  );
  assert.ok(others > 0.9, `${others}`);
  // A clip that nobody heard is predicted the same whatever stands beside it.
  const one = openMixture(mixture, rows.slice(0, 41), new Set([40]))();
  assert.deepEqual(one.slice(80, 82), found.slice(80, 82));
});

Deno.test("known speakers are predicted together, unknown ones as before", async () => {
  const rows = clips(60, 5, 1.6);
  const examples = known(rows, () => "celia");
  const before = Float32Array.from({ length: 240 }, () => 0.5);
  const model = withMixture(
    { predict: (_: Examples) => Promise.resolve(before.slice()) },
    mixture,
  );
  const found = await model.predict(examples);
  assert.deepEqual(found.subarray(0, 120), before.subarray(0, 120));
  // Features are of single precision there.
  askMixture(mixture, rows).forEach((share, at) =>
    assert.ok(Math.abs(found[120 + at] - share) < 1e-5)
  );
  const alone = { predict: () => Promise.resolve(before) };
  assert.equal(withMixture(alone, undefined), alone);
});

Deno.test("a mixture is kept to the bit; a broken file is named", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.equal(await readMixture(folder), undefined);
    await writeMixture(folder, mixture);
    assert.deepEqual(await readMixture(folder), mixture);
    await writeMixture(folder, { ...mixture, whitening: mixture.whitening.slice(0, 8) }).catch(
      () => {},
    );
    await assert.rejects(
      () => readMixture(folder),
      (error) => error instanceof UserError && error.message.includes(MIXTURE),
    );
  });
});

Deno.test("a labelled clip of weight three counts as three clips of weight one", () => {
  const rows = clips(20, 6, 1.6);
  const labels = new Map([[0, labelOf(0)], [1, labelOf(1)]]);
  const weighted = askMixture(mixture, rows, { labels, weight: 3 });
  const again = [...rows, rows[0], rows[0], rows[1], rows[1]];
  const repeated = new Map([
    ...labels,
    ...[0, 1, 2, 3].map((at) => [rows.length + at, labelOf(at < 2 ? 0 : 1)] as const),
  ]);
  const listed = askMixture(mixture, again, { labels: repeated, weight: 1 });
  const once = askMixture(mixture, rows, { labels, weight: 1 });
  const difference = (other: Float64Array) =>
    Math.max(...[...weighted].map((share, at) => Math.abs(share - other[at])));
  assert.ok(difference(listed) < 1e-9, `${difference(listed)}`);
  assert.ok(difference(once) > 1e-4, `${difference(once)}`);
});

Deno.test("a temperature lets clusters that start between the classes find them", async () => {
  // Both classes of the new speaker lie nearer to the second class of the training.
  const rows = clips(80, 5, 3);
  const share = (temperature?: number) =>
    shareRight(askMixture({ ...mixture, temperature }, rows), rows.length);
  assert.equal(share(1), share());
  assert.ok(share() < 0.6, `${share()}`);
  assert.ok(share(30) > 0.95, `${share(30)}`);
  await withTemporaryFolder(async (folder) => {
    await writeMixture(folder, { ...mixture, temperature: 30 });
    assert.equal((await readMixture(folder))?.temperature, 30);
    await writeMixture(folder, mixture);
    assert.equal((await readMixture(folder))?.temperature, undefined);
  });
  const fitted = fitSpeakerMixture(train, {
    ...{ classes: CLASSES, columns: COLUMNS, config: { ...config, temperature: 7 } },
  });
  assert.equal(fitted.temperature, 7);
});
