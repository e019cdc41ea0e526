import assert from "node:assert/strict";
import { join } from "node:path";
import { ferPlusClasses, voteShares } from "../data/fer_plus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import type { Examples, SplitExamples } from "./examples.ts";
import { openFeed } from "./feed.ts";
import { withVotedLabels } from "./voted_labels.ts";

const classes = ["angry", "happy", "neutral"];

/** Votes for neutral, happiness, …, in the order of ferPlusClasses. */
const rows: Record<string, number[]> = {
  "train/angry/a": [0, 4, 0, 0, 6, 0, 0, 0, 0, 0],
  "train/happy/b": [0, 0, 0, 0, 0, 0, 0, 2, 8, 0],
  "train/neutral/c": [7, 2, 0, 1, 0, 0, 0, 0, 0, 0],
  "train/neutral/doubtful": [9, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  "val/happy/d": [0, 3, 0, 0, 6, 0, 0, 0, 0, 1],
  "val/happy/e": [4, 4, 0, 0, 0, 0, 0, 0, 0, 2],
  "test/angry/f": [0, 9, 0, 0, 0, 0, 0, 0, 0, 0],
};

async function withVotes(check: (examples: SplitExamples, root: string) => Promise<void>) {
  await withTemporaryFolder(async (root) => {
    const header = ["file", ...ferPlusClasses.map((name) => `ferplus_${name}`), "pixel_exact"];
    const lines = Object.entries(rows).map(([id, votes]) =>
      [`${id}.jpg`, ...votes, id.endsWith("doubtful") ? 0 : 1].join(",")
    );
    await Deno.writeTextFile(
      join(root, "rows.csv"),
      [header.join(","), ...lines].join("\n") + "\n",
    );
    const of = (folder: string): Examples => {
      const ids = Object.keys(rows).filter((id) => id.startsWith(folder));
      return {
        ids,
        labels: ids.map((id) => classes.indexOf(id.split("/")[1])),
        data: Uint8Array.from(ids.flatMap((_, row) => [10 * row, 10 * row + 1])),
        sampleShape: [1, 2, 1],
      };
    };
    const parts = { train: of("train"), validation: of("val"), test: of("test") };
    const normaliser = { kind: "none" as const, mean: [], deviation: [] };
    await check({ ...parts, normaliser, under: (part) => parts[part] }, root);
  });
}

const corpusAt = (root: string) => ({
  ...{ root, classes, title: "Made" },
  clips: Object.keys(rows).map((id) => ({ id, path: `${root}/${id}.jpg` })) as never,
});

Deno.test("training aims at the votes, validation has the majority's label, the test set its own", () =>
  withVotes(async (examples, root) => {
    const { train, validation, test, under } = await withVotedLabels(examples, corpusAt(root));
    assert.deepEqual(train.ids, ["train/angry/a", "train/neutral/c"]);
    assert.deepEqual([...train.targets!].map((one) => one.toFixed(4)), [
      ...["0.6000", "0.4000", "0.0000"],
      // A single vote for sadness is an outlier.
      ...["0.0000", "0.2222", "0.7778"],
    ]);
    assert.deepEqual(train.labels, [0, 2]);
    assert.deepEqual([...train.data], [0, 1, 20, 21], "the pictures of these rows");
    assert.deepEqual([validation.ids, validation.labels], [["val/happy/d"], [0]]);
    assert.deepEqual([test.ids, test.labels], [["test/angry/f"], [0]]);
    assert.equal(under("train", "nothing"), train);
  }));

Deno.test("batches have the votes as targets, smoothed", () =>
  withVotes(async (examples, root) => {
    const { train } = await withVotedLabels(examples, corpusAt(root));
    const config = { batchSize: 2, balanced: false, labelSmoothing: 0.3 };
    for (const workers of [0, 1]) {
      const feed = openFeed(train, { config, classes: 3, seed: 1, workers });
      const [batch] = await Array.fromAsync(feed.epoch(1));
      feed.dispose();
      const wanted = [[0.6, 0.4, 0], [0, 2 / 9, 7 / 9]].map((row) =>
        row.map((share) => (0.1 + 0.7 * share).toFixed(4)).join()
      );
      const found = [0, 1].map((row) =>
        [...batch.targets.subarray(3 * row, 3 * row + 3)].map((one) => one.toFixed(4)).join()
      );
      assert.deepEqual(found.toSorted(), wanted.toSorted());
    }
  }));

Deno.test("pictures without votes are told of", () =>
  withVotes(async (examples, root) => {
    await Deno.remove(join(root, "rows.csv"));
    await assert.rejects(withVotedLabels(examples, corpusAt(root)), {
      name: "UserError",
      message: /^Expected FER\+'s votes beside the pictures of Made in .* \(rows\.csv, or /,
    });
  }));

Deno.test("shares are of the network's classes, where these have more than half", () => {
  const votes = (...counts: number[]) =>
    Object.fromEntries(ferPlusClasses.map((name, at) => [name, counts[at] ?? 0])) as never;
  assert.deepEqual(voteShares(votes(5, 5), classes), [0, 0.5, 0.5]);
  assert.equal(voteShares(votes(5, 0, 5), classes), undefined, "half is not more");
  assert.deepEqual(voteShares(votes(6, 0, 4), classes), [0, 0, 1]);
  assert.equal(voteShares(votes(1, 1, 1, 1, 1), classes), undefined, "single votes only");
});
