import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { createRandom } from "../../base/random.ts";
import { addCorpus } from "../add_corpus.ts";
import { indexPath } from "../clip_index.ts";
import { type Clip, type Corpus, protocols } from "../corpus.ts";
import { requireCorpus } from "../find_corpus.ts";
import { madeCorpus, toneWav } from "../made_inputs.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import {
  copiesIn,
  copiesNote,
  drawGroups,
  groupClips,
  groupedIds,
  splitGroups,
  validateOnTexts,
} from "./groups.ts";
import { splitCorpus, splitFolds } from "./split_corpus.ts";

/**
 * A corpus of which every clip of one text is byte for byte a clip of another speaker, class or
 * text.
 */
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
const others = ["crossCorpus", "emobox", "published"];

for (const protocol of protocols.filter((name) => !others.includes(name))) {
  Deno.test(`B05: the ${protocol} protocol puts no copies into two sets`, () => {
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

Deno.test("B05: counts that a publication states stay, and the copies are reported", () => {
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
  assert.match(copiesNote(corpus, folds)!, /; this split puts none into two sets$/);
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

/** Groups of the given sizes, named by their place. */
function groupsOf(sizes: number[]) {
  return new Map(sizes.map((size, name) => {
    const ids = Array.from({ length: size }, (_, at) => `${name}/${at}`);
    return [String(name), ids];
  }));
}

Deno.test("groupClips groups by key and loses no clip", () => {
  const { clips } = madeCorpus({ classes: 2, speakers: 2, texts: 3, takes: 1 });
  const groups = groupClips(clips, (clip) => clip.text);
  assert.deepEqual([...groups.keys()], ["text0", "text1", "text2"]);
  assert.deepEqual(groupedIds(groups), clips.map((clip) => clip.id).sort());
});

Deno.test("drawGroups takes whole groups, comes near the wanted size and removes them", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(sizes, fc.integer({ min: 1, max: 60 }), fc.nat(), (sizes, wanted, seed) => {
    const groups = groupsOf(sizes);
    const all = groupedIds(groups);
    const drawn = drawGroups(groups, wanted, createRandom(seed));
    assert(drawn.length > 0);
    assert.deepEqual([...drawn, ...groupedIds(groups)].sort(), all);
    const names = new Set(drawn.map((id) => id.split("/")[0]));
    for (const name of names) {
      assert.equal(drawn.filter((id) => id.startsWith(`${name}/`)).length, sizes[Number(name)]);
    }
    // Only the first group may overshoot by more than half a group.
    if (names.size > 1) assert(drawn.length <= wanted + Math.max(...sizes) / 2);
    if (groups.size) assert(drawn.length >= wanted - Math.max(...sizes) / 2);
  }));
});

Deno.test("F01: groups of more clips than a call takes arguments are drawn", () => {
  const ids = Array.from({ length: 200_000 }, (_, at) => String(at));
  const groups = new Map([["one", ids], ["other", ["x"]]]);
  const drawn = drawGroups(groups, 200_001, createRandom(1));
  assert.equal(drawn.length, 200_001);
});

Deno.test("a clip of unknown text is a group of its own; a single text cannot be divided", () => {
  const { clips } = madeCorpus({ classes: 2, speakers: 1, texts: 1, takes: 10 });
  const unknown = clips.map((clip) => ({ ...clip, text: "" }));
  const { train, validation } = validateOnTexts(unknown, createRandom(1));
  assert.deepEqual([train.length, validation.length], [18, 2]);
  assert.throws(() => validateOnTexts(clips, createRandom(1)), {
    name: "UserError",
    message: "Expected two or more texts beside those that are tested, but found 1",
  });
});

Deno.test("a quarter tests and a tenth validates, in whole groups", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 1, texts: 100, takes: 1 });
  const what = { key: (clip: Clip) => clip.text, what: "texts", random: createRandom(4) };
  const { train, validation, test } = splitGroups(corpus, what);
  assert.deepEqual([train.length, validation.length, test.length], [130, 20, 50]);
  const drawn = validateOnTexts(corpus.clips, createRandom(1));
  assert.deepEqual([drawn.train.length, drawn.validation.length], [180, 20]);
});
