import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { drawnNote, GROUPS, groupsText, readGroups, scoresByTrait } from "./run_groups.ts";

/** Two clips each of twelve speakers, odd ones men; the network errs on every man's second clip. */
const clips = Array.from({ length: 24 }, (_, at) => {
  const speaker = Math.floor(at / 2);
  const sex = speaker % 2 ? "male" : "female";
  const age = speaker < 3 ? undefined : String(20 + 5 * speaker);
  return { id: `clip ${at}`, speaker: `s${speaker}`, text: "", sex, age };
});
const predictions = {
  ids: clips.map(({ id }) => id),
  classes: ["angry", "calm"],
  labels: clips.map((_, at) => at % 2),
  probabilities: Float64Array.from(clips.flatMap(({ sex }, at) => {
    const right = sex === "female" || at % 2 === 0;
    return (at % 2 === 1) === right ? [0.1, 0.9] : [0.9, 0.1];
  })),
};

Deno.test("each trait's groups with their gaps; unknown ages are left out", () => {
  const [speaker, sex, age] = scoresByTrait(predictions, clips);
  assert.deepEqual([speaker.trait, sex.trait, age.trait], ["speaker", "sex", "age"]);
  assert.equal(speaker.scores.length, 12);
  const [female, male] = sex.scores;
  assert.deepEqual([female.name, female.accuracy, female.speakers, female.over], [
    ...["female", 1, 6, "speakers"],
  ]);
  assert.deepEqual([male.accuracy, male.uar, male.gap!.uar.difference], [0.5, 0.5, -0.5]);
  // Every woman is right and every man half, so that no draw of speakers gives another gap.
  assert.deepEqual([male.gap!.uar.low, male.gap!.uar.high], [-0.5, -0.5]);
  const ages = age.scores.map(({ name }) => name);
  assert.ok(ages.includes("30 to 39 years") && ages.every((name) => name.endsWith(" years")));
  assert.equal(age.scores.reduce((sum, own) => sum + own.clips, 0), 18);
  assert.match(drawnNote(sex.scores), /^speakers of either side are drawn$/);
  assert.match(drawnNote(speaker.scores), /of these speakers only/);
});

Deno.test("traits that are not told have no groups, and one speaker is not compared", () => {
  const untold = clips.map(({ id, text }) => ({ id, text, speaker: "" }));
  assert.deepEqual(scoresByTrait(predictions, untold), []);
  assert.deepEqual(scoresByTrait(predictions, untold.map((one) => ({ ...one, speaker: "x" }))), []);
});

Deno.test("groups are kept and read again; runs without are of earlier versions", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.equal(await readGroups(folder), undefined);
    const traits = scoresByTrait(predictions, clips);
    await Deno.writeTextFile(join(folder, GROUPS), groupsText(traits));
    assert.deepEqual(await readGroups(folder), traits);
    await Deno.writeTextFile(join(folder, GROUPS), '{"version": 1, "traits": [{"trait": "name"}]}');
    await assert.rejects(readGroups(folder), { name: "UserError", message: /trait/ });
  });
});
