import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { type Clip, type Corpus, protocols } from "../corpus.ts";
import { addCorpus } from "../add_corpus.ts";
import { indexPath } from "../clip_index.ts";
import { requireCorpus } from "../find_corpus.ts";
import { madeCorpus } from "../testing/made_corpus.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { toneWav } from "../testing/write_clips.ts";
import { copiesIn, copiesNote } from "./copies.ts";
import { splitCorpus, splitFolds } from "./split_corpus.ts";

/** A corpus of which every clip of one text is byte for byte a clip of another speaker, class or text. */
function withCopies(): Corpus {
  const made = madeCorpus({ classes: 2, speakers: 6, texts: 6, takes: 2 });
  const clips = made.clips.map((clip, at): Clip =>
    at % 5 === 0 ? { ...clip, sha256: made.clips[(at * 7 + 3) % made.clips.length].sha256 } : clip
  );
  return { ...made, clips };
}

Deno.test("copies are grouped with the classes they are in", () => {
  const clip = (id: string, label: string, sha256: string) => ({ id, label, sha256 });
  assert.deepEqual(
    copiesIn([clip("a", "sad", "1"), clip("b", "sad", "2"), clip("c", "calm", "1")]),
    [{ ids: ["a", "c"], labels: ["sad", "calm"] }],
  );
});

/** Of a combination of corpora, and of two corpora whose folds are published. */
const others = ["crossCorpus", "emobox"];

for (const protocol of protocols.filter((name) => !others.includes(name))) {
  Deno.test(`B05: the ${protocol} protocol puts no copies on two sides`, () => {
    const corpus = withCopies();
    const hashes = new Map(corpus.clips.map(({ id, sha256 }) => [id, sha256]));
    for (const fold of splitFolds(corpus, protocol)) {
      for (const seed of [1, 2, 3]) {
        const split = splitCorpus(corpus, { protocol, seed, fold });
        const [train, validation, test] = [split.train, split.validation, split.test]
          .map((ids) => new Set(ids.map((id) => hashes.get(id)!)));
        assert.ok(train.size && validation.size && test.size);
        assert.ok(train.isDisjointFrom(test), `${fold} seed ${seed}: training and test`);
        assert.ok(validation.isDisjointFrom(test), `${fold} seed ${seed}: validation and test`);
        assert.ok(
          train.isDisjointFrom(validation),
          `${fold} seed ${seed}: training and validation`,
        );
      }
    }
  });
}

Deno.test("B05: counts that a publication states stay, and the copies are told", () => {
  const made = madeCorpus({ classes: 4, speakers: 6, texts: 73, takes: 1 });
  const clips = made.clips.slice(0, 1735).map((clip, at) =>
    at % 2 ? { ...clip, sha256: made.clips[at - 1].sha256 } : clip
  );
  const corpus = { ...made, id: "turev", title: "TurEV-DB", clips };
  const split = splitCorpus(corpus, { protocol: "paper", seed: 1 });
  assert.deepEqual(
    [split.train.length, split.validation.length, split.test.length],
    [1129, 173, 433],
  );
  assert.match(
    copiesNote(corpus, split)!,
    /^TurEV-DB: 867 of 1735 clips are copies .* groups are in training and test, as the publication/,
  );
  // Under any other protocol they are held apart.
  const folds = splitCorpus(corpus, { protocol: "text", seed: 1 });
  assert.match(copiesNote(corpus, folds)!, /; this split puts none on two sides$/);
});

Deno.test("a corpus of copies alone is refused", () => {
  const made = madeCorpus({ classes: 2, speakers: 2, texts: 5, takes: 1 });
  const corpus = { ...made, clips: made.clips.map((clip) => ({ ...clip, sha256: "same" })) };
  assert.throws(() => splitCorpus(corpus, { protocol: "paper", seed: 1 }), {
    name: "UserError",
    message: /clips for training and validation that are no copies of tested ones/,
  });
  assert.equal(copiesNote({ ...made, clips: made.clips }), undefined);
});

Deno.test("B05: data add tells of an archive that holds everything twice", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "clips");
    for (let at = 0; at < 24; at++) {
      const name = `actor${at % 4}/${at % 2 ? "calm" : "sad"}-${at}.wav`;
      for (const path of [join(root, name), join(root, "again", name)]) {
        await Deno.mkdir(dirname(path), { recursive: true });
        await Deno.writeFile(path, toneWav(at));
      }
    }
    const options = { dataRoot: folder, quiet: true };
    const added = await addCorpus({ id: "twice", root, pattern: "{class}-{text}", ...options });
    assert.equal(added.clips, 48);
    assert.match(added.copies!, /24 of 48 clips are copies of others/);
    const corpus = await requireCorpus("twice", options);
    const { test, train } = splitCorpus(corpus, { protocol: "paper", seed: 1 });
    const hashOf = new Map(corpus.clips.map(({ id, sha256 }) => [id, sha256]));
    const tested = new Set(test.map((id) => hashOf.get(id)));
    assert.equal(test.length, 12);
    assert.ok(train.every((id) => !tested.has(hashOf.get(id))));
    await Deno.remove(indexPath(root));
  });
});
