import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { indexPath } from "./clip_index.ts";
import { findCorpus, findLoadedCorpus, leftOutNote, requireCorpus } from "./find_corpus.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";
import { writeClips } from "./testing/write_clips.ts";

const CLIPS = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];

async function withTurev(test: (dataRoot: string, root: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    await writeClips(root, CLIPS);
    try {
      await test(folder, root);
    } finally {
      await Deno.remove(indexPath(root)).catch(() => {});
    }
  });
}

Deno.test("findCorpus gives clips with absolute paths, sorted by id", async () => {
  await withTurev(async (dataRoot, root) => {
    const corpus = (await findCorpus("turev", { dataRoot }))!;
    assert.deepEqual(corpus.clips.map((clip) => clip.path), CLIPS.map((clip) => join(root, clip)));
    assert.deepEqual(corpus.classes, ["angry", "calm", "happy", "sad"]);
    assert.deepEqual([corpus.kind, corpus.synthetic, corpus.root], ["audio", false, root]);
    assert.equal(corpus.clips[0].durationS, 400 / 16_000);
  });
});

Deno.test("a file that is no audio is left out and named", async () => {
  await withTurev(async (dataRoot, root) => {
    await Deno.writeTextFile(join(root, "Sad", "2_hl_b.wav"), "not audio");
    const { corpus, problems } = (await findLoadedCorpus("turev", { dataRoot }))!;
    assert.equal(corpus.clips.length, 4);
    assert.equal(problems.length, 1);
    assert.match(problems[0].problem, /^cannot be read: .*2_hl_b\.wav to be a WAV or FLAC/);
    assert.equal(problems[0].skipped, true);
  });
});

Deno.test("missing data: findCorpus gives undefined, requireCorpus says how to get them", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    assert.equal(await findCorpus("tess", { dataRoot }), undefined);
    await assert.rejects(requireCorpus("tess", { dataRoot }), (error) => {
      assert(error instanceof UserError);
      assert.match(
        error.message,
        /Expected the data of TESS at .*\/TESS, but found none\. Download/,
      );
      return true;
    });
  });
});

Deno.test("an unknown id is refused with the known ones", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await assert.rejects(
      findCorpus("emodb", { dataRoot }),
      new UserError(
        "Expected one of the corpora turev, anad, banglaser, tess, fer2013, synthetic, " +
          "synthetic-faces, but found emodb; one of your own would be described in " +
          join(dataRoot, "corpora", "emodb.json"),
      ),
    );
  });
});

Deno.test("A05 A13: what is left out is named with its reason, five at most", async () => {
  await withTurev(async (dataRoot, root) => {
    const names = Array.from({ length: 7 }, (_, at) => `Sad/2_hl_${"abcdefg"[at]}.wav`);
    for (const name of names) await Deno.writeTextFile(join(root, name), "not audio");
    const note = leftOutNote((await findLoadedCorpus("turev", { dataRoot }))!)!;
    const lines = note.split("\n");
    assert.equal(lines[0], "TurEV-DB: left out 7 files that cannot be used:");
    assert.match(lines[1], /^ {2}Sad\/2_hl_a\.wav cannot be read: Expected .* WAV or FLAC file/);
    assert.equal(lines.length, 7);
    assert.equal(lines[6], "  and 2 more, which `data verify turev` names");
  });
});
