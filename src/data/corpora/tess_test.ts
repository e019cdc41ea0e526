import assert from "node:assert/strict";
import { join } from "node:path";
import { countByClass } from "../find_corpus.ts";
import { writeClips } from "../made_inputs.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { readTessName, tess, tessInfo } from "./tess.ts";

const SURPRISED = {
  id: "OAF_pleasant_surprise/OAF_back_ps",
  label: "surprised",
  speaker: "OAF",
  text: "back",
  repetition: "",
  sex: "female",
  age: "64",
};

for (
  const path of [
    "OAF_pleasant_surprise/OAF_back_ps.wav",
    "OAF_Pleasant_surprise/OAF_back_ps.wav",
    "OAF_pleasant_surprised/OAF_back_ps.flac",
    "OAF_back_ps.wav",
  ]
) {
  Deno.test(`readTessName reads ${path} like its other spellings`, () => {
    assert.deepEqual(readTessName(path), { clip: SURPRISED });
  });
}

Deno.test("readTessName goes by the folder where the name lacks a letter of the speaker", () => {
  const reading = readTessName("OAF_neutral/OA_bite_neutral.wav");
  assert("clip" in reading);
  assert.equal(reading.clip.speaker, "OAF");
  assert.equal(reading.clip.text, "bite");
  assert.equal(reading.clip.age, "64");
  assert.equal(reading.clip.id, "OAF_neutral/OA_bite_neutral");
  assert.match(reading.remark!, /is named OA_…, but its speaker is OAF/);
});

Deno.test("readTessName remarks a name that contradicts its folder", () => {
  const reading = readTessName("YAF_sad/YAF_back_happy.wav");
  assert("clip" in reading);
  assert.equal(reading.clip.label, "sad");
  assert.match(reading.remark!, /lies in YAF_sad, but is named happy/);
});

Deno.test("readTessName refuses other names", () => {
  assert("refusal" in readTessName("OAF_sad/back.wav"));
});

Deno.test("tess ignores the second copy that one hosted archive nests inside the first", async () => {
  await withTemporaryFolder(async (folder) => {
    const title = "TESS Toronto emotional speech set data";
    const clips = ["OAF_angry/OAF_back_angry.wav", "YAF_sad/YAF_back_sad.wav"];
    await writeClips(join(folder, title), [...clips, ...clips.map((clip) => `${title}/${clip}`)]);
    const root = await tess.findRoot(folder);
    assert.equal(root, join(folder, title));
    const listing = await tess.list(root!);
    assert(listing.kind === "audio");
    assert.deepEqual(listing.files.map((file) => file.speaker), ["OAF", "YAF"]);
    assert.deepEqual(listing.problems, []);
  });
});

Deno.test("tess says which of its folders is empty", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(join(folder, "TESS"), ["OAF_angry/OAF_back_angry.wav"]);
    await Deno.mkdir(join(folder, "TESS/YAF_sad"));
    await assert.rejects(
      tess.list((await tess.findRoot(folder))!),
      /Expected TESS\/YAF_sad to hold \.wav or \.flac files, but it is empty/,
    );
  });
});

realDataTest("the real TESS lacks two clips and has one misnamed", "TESS", async () => {
  const listing = await tess.list((await tess.findRoot(realDataRoot))!);
  assert(listing.kind === "audio");
  const expected = { ...tessInfo.publishedCounts, angry: 399, sad: 399 };
  assert.deepEqual(countByClass(listing.files, tessInfo.classes), expected);
  assert.equal(new Set(listing.files.map((file) => file.text)).size, 200);
  assert.deepEqual(listing.problems.map((problem) => problem.problem), [
    "is named OA_…, but its speaker is OAF",
  ]);
});

Deno.test("tess descends through folders that hold nothing but the next one", async () => {
  await withTemporaryFolder(async (folder) => {
    const inner = join(folder, "Toronto emotional speech set (TESS)", "download", "TESS data");
    await writeClips(inner, ["OAF_angry/OAF_back_angry.wav"]);
    assert.equal(await tess.findRoot(folder), inner);
    // The wrapping folder, the clips' folder itself, and a folder of something else as data root.
    assert.equal(await tess.findRoot(join(folder, "Toronto emotional speech set (TESS)")), inner);
    assert.equal(await tess.findRoot(inner), inner);
    assert.equal(await tess.findRoot(join(inner, "OAF_angry")), undefined);
  });
});

Deno.test("tess says what is expected where its folder holds no clips", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "TESS"));
    await Deno.writeTextFile(join(folder, "TESS", "readme.txt"), "");
    await assert.rejects(
      tess.list((await tess.findRoot(folder))!),
      /Expected .*TESS to hold TESS's folders such as OAF_angry .*, but none is there/,
    );
  });
});
