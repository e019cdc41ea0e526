import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { indexPath } from "./clip_index.ts";
import { turev } from "./corpora/turev.ts";
import {
  findCorpus,
  findLoadedCorpus,
  leftOutNote,
  listCorpora,
  loadCorpus,
  requireCorpus,
} from "./find_corpus.ts";
import { madeCorpus, writeClips } from "./made_inputs.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

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
    assert.match(problems[0].problem, /^cannot be read: .*2_hl_b\.wav to be a WAV, FLAC, .*/);
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
        /Expected the data of TESS at .*\/TESS, but found none\. Run `data get tess`; or download/,
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
    assert.match(lines[1], /^ {2}Sad\/2_hl_a\.wav cannot be read: Expected .* WAV, FLAC, .* file/);
    assert.equal(lines.length, 7);
    assert.equal(lines[6], "  and 2 more, which `data verify turev` names");
  });
});

const NAMES = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];

Deno.test("files that cannot be read are left out; where none is left, the first is named", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    await writeClips(root, NAMES);
    const breakFile = (name: string) => Deno.writeTextFile(join(root, name), "no audio");
    await breakFile(NAMES[1]);
    const { corpus, problems } = await loadCorpus(turev, root, { quiet: true });
    assert.deepEqual(corpus.clips.map(({ id }) => id), [
      "Angry/1_kz_a",
      "Happy/1_mt_a",
      "Sad/1_hl_a",
    ]);
    assert.deepEqual(problems.map(({ relativePath, skipped }) => [relativePath, skipped]), [
      [NAMES[1], true],
    ]);
    for (const name of NAMES) await breakFile(name);
    await assert.rejects(loadCorpus(turev, root, { quiet: true }), {
      name: "UserError",
      message:
        /^Expected .*Sound Source to hold clips of TurEV-DB, but found none: Angry\/1_kz_a\.wav cannot/,
    });
    await Deno.remove(indexPath(root));
  });
});

Deno.test("listCorpora tells found, broken and missing corpora apart", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await writeClips(join(dataRoot, "TESS"), ["OAF_sad/OAF_a_sad.wav", "YAF_sad/YAF_a_sad.wav"]);
    await Deno.mkdir(join(dataRoot, "TurEV-DB", "Sound Source"), { recursive: true });
    const statuses = await listCorpora({ dataRoot });
    const status = (id: string) => statuses.find(({ info }) => info.id === id)!;
    assert.equal(status("tess").root, join(dataRoot, "TESS"));
    assert.equal(status("tess").counts.sad, 2);
    assert.equal(status("tess").counts.angry, 0);
    assert.match(status("turev").fault, /Expected TurEV-DB\/Sound Source\/Angry to hold/);
    assert.equal(status("banglaser").root, undefined);
    assert.equal(status("synthetic").kind, "audio");
  });
});

Deno.test("a description that cannot be read does not hide the other corpora", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    await writeClips(join(dataRoot, "clips"), ["a_sad.wav", "a_calm.wav"]);
    const sound = {
      id: "mine",
      title: "Mine",
      root: join(dataRoot, "clips"),
      codes: {},
      pattern: "{speaker}_{class}",
      classes: ["calm", "sad"],
    };
    const stored = {
      "mine.json": JSON.stringify(sound),
      "torn.json": JSON.stringify(sound).slice(0, 40),
      "other.json": JSON.stringify({ ...sound, id: "other", pattern: "{speaker}" }),
    };
    await Deno.mkdir(join(dataRoot, "corpora"));
    for (const [name, text] of Object.entries(stored)) {
      await Deno.writeTextFile(join(dataRoot, "corpora", name), text);
    }
    const statuses = await listCorpora({ dataRoot });
    const status = (id: string) => statuses.find(({ info }) => info.id === id)!;
    assert.equal(status("mine").counts.sad, 1);
    assert.match(status("torn").fault, /Expected .*torn\.json to hold JSON/);
    assert.deepEqual([status("torn").info.synthetic, status("mine").info.synthetic], [
      false,
      false,
    ]);
    assert.equal(status("synthetic").info.synthetic, true);
    assert.match(status("other").fault, /to have \{class\}/);
    await assert.rejects(
      requireCorpus("unknown", { dataRoot }),
      /Expected one of the corpora .*, mine, other, torn, but found unknown/,
    );
  });
});

Deno.test("what is left out is counted in full, and only what is", () => {
  const { clips: _, ...head } = madeCorpus({ classes: 2, speakers: 1, texts: 1, takes: 1 });
  const note = (skipped: boolean[]) =>
    leftOutNote({
      corpus: { ...head, clips: [] },
      problems: skipped.map((skipped, at) => ({
        relativePath: `${at}.wav`,
        problem: "is odd",
        skipped,
      })),
    })?.split("\n");
  assert.equal(note([]), undefined);
  assert.equal(note([false, false]), undefined);
  assert.deepEqual(note([false, true]), [
    "Made: left out 1 file that cannot be used:",
    "  1.wav is odd",
  ]);
  assert.equal(note(new Array(5).fill(true))!.length, 6, "five are named, and there are no more");
  assert.equal(note(new Array(6).fill(true))![6], "  and 1 more, which `data verify made` names");
});
