import assert from "node:assert/strict";
import { join } from "node:path";
import { countByClass } from "../find_corpus.ts";
import { writeClips } from "../made_inputs.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { banglaser, banglaserInfo, readBanglaserName } from "./banglaser.ts";

const EMOTIONS = ["happy", "sad", "angry", "surprised", "neutral"];
for (const [at, label] of EMOTIONS.entries()) {
  Deno.test(`readBanglaserName reads emotion 0${at + 1} as ${label}`, () => {
    const file = `03-01-0${at + 1}-01-02-03-07`;
    assert.deepEqual(readBanglaserName(`Actor 07/${file}.wav`), {
      clip: { id: file, label, speaker: "07", text: "02", repetition: "03", sex: "male" },
    });
    const woman = readBanglaserName(`${file.slice(0, -2)}34.wav`);
    assert.equal("clip" in woman && woman.clip.sex, "female");
  });
}

for (
  const [file, message] of [
    ["03-01-06-01-02-03-07", /emotion code 06/],
    ["03-01-05-01-02-03-35", /actor 35/],
    ["03-01-05-01-02-03", /seven two-digit numbers/],
  ] as const
) {
  Deno.test(`readBanglaserName refuses ${file}`, () => {
    const reading = readBanglaserName(`${file}.wav`);
    assert("refusal" in reading);
    assert.match(reading.refusal, message);
  });
}

/** All names of the published corpus: 3 statements, 3 takes, 34 actors; neutral from 27 of them. */
function publishedNames(): string[] {
  const names: string[] = [];
  const number = (value: number) => String(value).padStart(2, "0");
  for (let actor = 1; actor <= 34; actor++) {
    for (let emotion = 1; emotion <= (actor <= 27 ? 5 : 4); emotion++) {
      for (let take = 0; take < 9; take++) {
        const [statement, repetition] = [Math.floor(take / 3) + 1, (take % 3) + 1];
        const code = [3, 1, emotion, 1, statement, repetition, actor].map(number).join("-");
        names.push(`Actor ${number(actor)}/${code}.wav`);
      }
    }
  }
  return names;
}

Deno.test("banglaser reads a generated corpus of the published size", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(join(folder, "BanglaSER"), publishedNames());
    const listing = await banglaser.list((await banglaser.findRoot(folder))!);
    assert(listing.kind === "audio");
    assert.equal(listing.files.length, 1467);
    const counts = countByClass(listing.files, banglaserInfo.classes);
    assert.deepEqual(counts, banglaserInfo.publishedCounts);
    assert.equal(new Set(listing.files.map((file) => file.speaker)).size, 34);
  });
});

Deno.test("banglaser is not found in a folder of RAVDESS, whose names look alike", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeClips(folder, ["RAVDESS/Actor_01/03-01-05-01-02-02-01.wav"]);
    assert.equal(await banglaser.findRoot(folder), undefined);
    await Deno.mkdir(join(folder, "BanglaSER"));
    const root = (await banglaser.findRoot(folder))!;
    await assert.rejects(banglaser.list(root), /named like 03-01-05-01-02-03-07/);
  });
});
