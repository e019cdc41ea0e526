import assert from "node:assert/strict";
import { join } from "node:path";
import { addCorpus } from "./add_corpus.ts";
import { indexPath } from "./clip_index.ts";
import { requireCorpus } from "./find_corpus.ts";
import { writeClips } from "./made_inputs.ts";
import { readSpeakerTable, sexName, traitGroups } from "./speaker_traits.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

async function table(text: string) {
  let found;
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "table.csv");
    await Deno.writeTextFile(path, text);
    found = await readSpeakerTable(path);
  });
  return found;
}

Deno.test("a table of speakers is read by its columns' usual names", async () => {
  assert.deepEqual(await table("speaker,sex\na,F\nb,Male\n"), {
    a: { sex: "female" },
    b: { sex: "male" },
  });
  // As CREMA-D calls them, with columns that are not ours.
  assert.deepEqual(await table("ActorID,Age,Sex,Race\n1001,51,Male,x\n1002,,Female,x\n"), {
    "1001": { sex: "male", age: "51" },
    "1002": { sex: "female" },
  });
  assert.deepEqual(await table("age group;subject\nchild;k1\n"), { k1: { age: "child" } });
  assert.equal(sexName(" Woman"), "female");
  assert.equal(sexName("Diverse"), "diverse");
});

Deno.test("a table that is none, or contradicts itself, is refused with its line", async () => {
  await assert.rejects(table("name,sex\na,f\n"), {
    name: "UserError",
    message: /columns speaker and sex, age or both, but found name, sex/,
  });
  await assert.rejects(table("speaker,word\na,f\n"), /columns speaker and sex/);
  await assert.rejects(table("speaker,sex\n,f\n"), /line 2 .* name a speaker/);
  await assert.rejects(table("speaker,sex\na,f\na,m\n"), /speaker a in one way, but line 3/);
});

Deno.test("data add keeps what a table tells of the speakers, and clips tell it", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "clips");
    await writeClips(root, ["A_x_happy.wav", "A_y_sad.wav", "b_x_happy.wav", "c_x_sad.wav"]);
    const speakers = join(folder, "who.csv");
    await Deno.writeTextFile(speakers, "speaker,sex,age\na,f,31\nb,m,\nz,f,20\n");
    const options = { id: "mine", root, pattern: "{speaker}_{text}_{class}", dataRoot: folder };
    try {
      const { description } = await addCorpus({ ...options, speakers });
      assert.deepEqual(description.speakers, {
        A: { sex: "female", age: "31" },
        b: { sex: "male" },
      });
      const { clips } = await requireCorpus("mine", { dataRoot: folder });
      assert.deepEqual(clips.map(({ speaker, sex, age }) => [speaker, sex, age]), [
        ["A", "female", "31"],
        ["A", "female", "31"],
        ["b", "male", undefined],
        ["c", undefined, undefined],
      ]);
      await Deno.writeTextFile(speakers, "speaker,sex\nx,f\n");
      await assert.rejects(
        addCorpus({ ...options, speakers }),
        /describe speakers of the files, such as A, but found x/,
      );
    } finally {
      await Deno.remove(indexPath(root)).catch(() => {});
    }
  });
});

Deno.test("groups: sexes, ages as told, decades where there are many", () => {
  const clips = (ages: (string | undefined)[]) => ages.map((age, at) => ({ id: `${at}`, age }));
  assert.deepEqual(traitGroups(clips([undefined])), []);
  const of = (ages: (string | undefined)[]) => {
    const [{ trait, groupOf }, ...others] = traitGroups(clips(ages));
    assert.equal(trait, "age");
    assert.deepEqual(others, []);
    return [...groupOf.values()];
  };
  assert.deepEqual(of(["26", "64", undefined, "child"]), ["26 years", "64 years", "", "child"]);
  assert.deepEqual(of(["21", "25", "29", "30", "39", "8"]), [
    ...["20 to 29 years", "20 to 29 years", "20 to 29 years"],
    ...["30 to 39 years", "30 to 39 years", "0 to 9 years"],
  ]);
  const both = traitGroups([{ id: "1", sex: "female", age: "26" }]);
  assert.deepEqual(both.map(({ trait, groupOf }) => [trait, groupOf.get("1")]), [
    ["sex", "female"],
    ["age", "26 years"],
  ]);
});
