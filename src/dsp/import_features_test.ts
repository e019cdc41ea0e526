import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { extractFeatures } from "./extract_features.ts";
import { defaultFeatures, type FeatureConfig, featureConfigSchema } from "./feature_config.ts";
import { featureBins } from "./feature_extractor.ts";
import { importFeatures } from "./import_features.ts";

const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 1, takes: 2 });
const configOf = (imported: FeatureConfig["imported"]) =>
  featureConfigSchema.parse({ ...defaultFeatures, frames: 1, functionals: "imported", imported });

async function withTable(
  lines: (id: string, at: number) => string,
  header: string,
  test: (path: string) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "my features.csv");
    const rows = corpus.clips.map(({ id }, at) => lines(id, at));
    await Deno.writeTextFile(
      path,
      [header, ...rows.toReversed(), lines("other", 9)].join("\n") + "\n",
    );
    await test(path);
  });
}

Deno.test("a table's rows become the features of its clips, whatever their order", async () => {
  const header = "start,Id,first,second";
  await withTable((id, at) => `0 days,${id},${at},${1 - at / 4}`, header, async (path) => {
    const imported = await importFeatures(path, corpus);
    assert.deepEqual([imported.name, imported.values], ["my-features", 2]);
    const config = configOf(imported);
    assert.equal(featureBins(config), 2);
    const { data, shape } = await extractFeatures(corpus.clips, config, { quiet: true });
    assert.deepEqual(shape, [corpus.clips.length, 1, 2]);
    assert.deepEqual([...data], corpus.clips.flatMap((_, at) => [at, 1 - at / 4]));
    const stranger = { id: "x", path: "/x.wav", sha256: "f".repeat(64) };
    await assert.rejects(
      extractFeatures([stranger], config, { quiet: true }),
      /x\.wav|features my-features of every clip/,
    );
  });
});

Deno.test("openSMILE's own tables are read: semicolons, quoted names, times", async () => {
  const header = "name;frameTime;F0semitone;loudness";
  const line = (id: string, at: number) => `'${id}.wav';0.000000;${at}.5;1e-2`;
  await withTable(line, header, async (path) => {
    const imported = await importFeatures(path, corpus, "smile");
    const { data } = await extractFeatures(corpus.clips, configOf(imported), { quiet: true });
    assert.deepEqual([...data.subarray(0, 4)], [0.5, Math.fround(0.01), 1.5, Math.fround(0.01)]);
  });
});

Deno.test("what is wrong with a table is told", async () => {
  const refuses = async (
    line: (id: string, at: number) => string,
    header: string,
    message: RegExp,
  ) =>
    await withTable(
      line,
      header,
      (path) =>
        assert.rejects(importFeatures(path, corpus), (error) => {
          assert.ok(error instanceof UserError, String(error));
          assert.match(error.message, message);
          return true;
        }),
    );
  await refuses((id) => `${id},1,2`, "who,a,b", /a column that names clips .*but found who, a, b/);
  await refuses((id) => `${id},1,x`, "id,a,b", /line \d+ of .* a number in b, but found "x"/);
  await refuses(
    (id, at) => at ? `${id},1,2` : "no,1,2",
    "id,a,b",
    /but 1 have none, such as class0/,
  );
  await refuses(
    (id, at) => `${at === 1 ? corpus.clips[0].id : id},1,2`,
    "id,a,b",
    /lines .* are of it/,
  );
  await refuses(
    (id) => `${id.split("/").at(-1)},1,2`,
    "file,a,b",
    /by their ids, for take1 may be/,
  );
  await refuses((id) => `${id},1,2`, "id,start,end", /columns of features/);
  const images = { ...corpus, kind: "images" as const };
  await assert.rejects(importFeatures("x.csv", images), /to be of recordings/);
  assert.ok(
    !featureConfigSchema.safeParse({ ...defaultFeatures, frames: 1, functionals: "imported" })
      .success,
  );
});
