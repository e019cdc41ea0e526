import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "../../../data/clip_index.ts";
import { toneWav, writeClips } from "../../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../../data/testing/temporary_folder.ts";
import type { Verification } from "../../../data/verify_corpus.ts";
import { runProgram } from "../../testing/run_program.ts";
import { verificationText } from "./verify_command.ts";

const sound: Verification = {
  id: "fer2013",
  title: "FER2013",
  root: "/data/FER2013",
  kind: "images",
  clips: 30,
  counts: [
    { label: "sad", found: 12, published: 10 },
    { label: "happy", found: 11, published: 13 },
    { label: "fear", found: 7, published: 7 },
  ],
  problems: [],
  unreadable: [],
  silent: [],
  constant: [],
  duplicates: [],
  oddRates: [],
  isComplete: true,
  isReadable: true,
};

Deno.test("counts are compared with the publication's, class by class", () => {
  const text = verificationText({ ...sound, isComplete: false });
  assert.match(text, /^FER2013: 30 pictures in \/data\/FER2013\n/);
  assert.match(text, /\nsad +12 +10 +\+2\nhappy +11 +13 +-2\nfear +7 +7 *\n/);
  assert.match(text, /\nAll files can be read\.\nCounts differ from the publication\.$/);
  assert.match(verificationText(sound), /\nCounts are as published\.$/);
  const own = sound.counts.map((count) => ({ ...count, published: undefined }));
  assert.match(verificationText({ ...sound, counts: own }), /All files can be read\.$/);
});

Deno.test("ten of each kind of finding are named, the others counted", () => {
  const silent = Array.from({ length: 13 }, (_, at) => `clip${at}`);
  const text = verificationText({ ...sound, silent, constant: ["a", "b"], isReadable: false });
  assert.match(text, /\nsilent \(13\):\n {2}clip0\n[^]* {2}clip9\n {2}and 3 more\n/);
  assert.doesNotMatch(text, /clip10/);
  assert.match(text, /\nshowing nothing \(2\):\n {2}a\n {2}b\nSome files cannot be used\.\n/);
});

Deno.test("copies of pictures are counted across the official sets", () => {
  const audit = { redundant: 9, copyGroups: 8, acrossParts: 5, trainAndOther: 4 };
  const labels = { twoLabelGroups: 1, twoLabelImages: 3, constant: 0 };
  const duplicates = [{ ids: ["a", "b"], labels: ["sad", "fear"] }];
  const text = verificationText({ ...sound, duplicates, audit: { ...audit, ...labels } });
  assert.match(text, /\nduplicates \(1\):\n {2}a = b, under sad and fear\n/);
  assert.match(
    text,
    /9 pictures repeat another one; 5 groups of copies lie in several official sets \(4 in training and another\); 3 pictures are under two labels\.\n/,
  );
});

Deno.test("a corpus with a file that cannot be decoded is exit code 1, all found by default", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    const names = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];
    await writeClips(root, names);
    const verify = (...ids: string[]) =>
      runProgram("data", "verify", ...ids, "--data", folder, "--quiet");
    const whole = await verify();
    assert.match(whole.stdout, /^TurEV-DB: 4 clips in [^]*\n\nSYNTHETIC: 640 clips in /);
    // Of 1735 clips 4: the check has found something.
    assert.equal(whole.code, 1, whole.stderr);
    assert.match(whole.stderr, /^error: Counts of TurEV-DB differ from the publication\n/m);
    // What is missing is found out before anything is read.
    const late = await runProgram("data", "verify", "turev", "tess", "--data", folder);
    assert.deepEqual([late.code, late.stdout], [2, ""]);
    assert.match(late.stderr, /^error: Expected the data of TESS to be here/);
    const generated = await verify("synthetic");
    assert.equal(generated.code, 0, generated.stderr);

    const strange = toneWav(5);
    strange[20] = 0x77; // A format that nobody knows.
    await Deno.writeFile(join(root, names[3]), strange);
    const broken = await verify();
    await Deno.remove(indexPath(root));
    assert.equal(broken.code, 1, broken.stderr);
    assert.match(
      broken.stderr,
      /^error: Some files of TurEV-DB cannot be used, and counts of TurEV-DB differ from/m,
    );
    assert.match(
      broken.stdout,
      /\nleft out \(1\):\n {2}Sad\/1_hl_a\.wav cannot be read: .*\nSome files cannot be used\./,
    );
  });
});

Deno.test("a corpus with a broken layout does not lose the results of the others", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "TurEV-DB", "Sound Source", "Angry"), { recursive: true });
    await Deno.mkdir(join(folder, "corpora"));
    await Deno.writeTextFile(join(folder, "corpora", "own.json"), "{");
    const verify = (...words: string[]) =>
      runProgram("data", "verify", ...words, "--data", folder, "--quiet");
    const all = await verify();
    assert.equal(all.code, 2, all.stderr);
    assert.match(all.stdout, /^TurEV-DB: Expected TurEV-DB\/Sound Source\/Angry to hold .*empty\n/);
    assert.match(all.stdout, /\n\nSYNTHETIC: 640 clips in [^]*\n\nown: Expected .*own\.json/);
    assert.match(all.stderr, /^error: TurEV-DB, own cannot be read$/m);
    const two = await verify("turev", "synthetic", "--json");
    assert.equal(two.code, 2, two.stderr);
    const [broken, generated] = JSON.parse(two.stdout);
    assert.deepEqual([broken.id, generated.id, generated.isReadable], ["turev", "synthetic", true]);
    assert.match(broken.fault, /^Expected TurEV-DB\/Sound Source\/Angry/);
    const alone = await verify("turev");
    assert.deepEqual([alone.code, alone.stdout], [2, ""]);
    assert.match(alone.stderr, /^error: Expected TurEV-DB\/Sound Source\/Angry/m);
  });
});
