import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { countByClass } from "../find_corpus.ts";
import { writeClips } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { readTurevName, turev, turevInfo } from "./turev.ts";

Deno.test("readTurevName reads speaker, class and word", () => {
  assert.deepEqual(readTurevName("Angry/1157_kz_acik.wav"), {
    clip: {
      id: "Angry/1157_kz_acik",
      label: "angry",
      speaker: "1157",
      text: "acik",
      repetition: "",
    },
  });
});

Deno.test("readTurevName takes a number after the word for a take", () => {
  const reading = readTurevName("Sad/7895_hl_ogul1.flac");
  assert("clip" in reading);
  assert.equal(reading.clip.text, "ogul");
  assert.equal(reading.clip.repetition, "1");
  assert.match(reading.remark!, /a number after its word ogul/);
});

Deno.test("readTurevName goes by the folder and remarks a code that contradicts it", () => {
  const reading = readTurevName("Calm/1157_kz_acik.wav");
  assert("clip" in reading);
  assert.equal(reading.clip.label, "calm");
  assert.match(reading.remark!, /lies in Calm, but its code is kz/);
});

Deno.test("readTurevName refuses other names", () => {
  assert.deepEqual(readTurevName("Sad/noise.wav"), { refusal: "is not named SPEAKER_CODE_word" });
});

const CLIPS = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];

for (
  const above of ["TurEV-DB/Sound Source", "TurEV-DB/TurEV-DB-master/Sound Source", "turev", "."]
) {
  Deno.test(`turev is found in ${above}, with the same ids`, async () => {
    await withTemporaryFolder(async (folder) => {
      await writeClips(join(folder, above), CLIPS);
      const root = await turev.findRoot(folder);
      assert.equal(root, join(folder, above));
      const listing = await turev.list(root!);
      assert(listing.kind === "audio");
      assert.deepEqual(
        listing.files.map((file) => file.id),
        ["Angry/1_kz_a", "Calm/1_sk_a", "Happy/1_mt_a", "Sad/1_hl_a"],
      );
    });
  });
}

Deno.test("turev is not found in an empty folder, nor beside another corpus", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(folder, ["train/angry/a.wav", "train/sad/b.wav"]);
    assert.equal(await turev.findRoot(folder), undefined);
    assert.equal(await turev.findRoot(join(folder, "missing")), undefined);
  });
});

Deno.test("turev says which of its folders is empty or missing", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(join(folder, "TurEV-DB/Sound Source"), CLIPS.slice(1));
    const root = (await turev.findRoot(folder))!;
    await assert.rejects(turev.list(root), /Expected TurEV-DB\/Sound Source\/Angry .* is missing/);
    await Deno.mkdir(join(root, "Angry"));
    await assert.rejects(
      turev.list(root),
      new UserError(
        "Expected TurEV-DB/Sound Source/Angry to hold .wav or .flac files, but it is empty",
      ),
    );
  });
});

Deno.test("turev counts the WAV and the FLAC copy of a clip once", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(folder, [...CLIPS, "Angry/1_kz_a.flac"]);
    const listing = await turev.list(folder);
    assert(listing.kind === "audio");
    assert.equal(listing.files.length, 4);
    assert.match(listing.problems[0].problem, /is the same clip as Angry\/1_kz_a\.flac/);
  });
});

realDataTest("the real TurEV-DB has the published counts", "TurEV-DB", async () => {
  const listing = await turev.list((await turev.findRoot(realDataRoot))!);
  assert(listing.kind === "audio");
  assert.deepEqual(countByClass(listing.files, turevInfo.classes), turevInfo.publishedCounts);
  assert.equal(new Set(listing.files.map((file) => file.speaker)).size, 6);
  assert.deepEqual(
    listing.problems.map((problem) => problem.relativePath.replace(/\.\w+$/, "")),
    ["Sad/7895_hl_ogul1"],
  );
});
