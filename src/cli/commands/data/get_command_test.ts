import assert from "node:assert/strict";
import { join } from "node:path";
import { writeClips } from "../../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../../data/testing/temporary_folder.ts";
import { outputOf, startProgram } from "../../testing/run_program.ts";

/** Runs `data get` with `words`, data in `folder` and no token; it can be asked nothing. */
async function get(folder: string, ...words: string[]) {
  const variables = {
    DUYGU_DATA: join(folder, "data"),
    DUYGU_CACHE: join(folder, "cache"),
    KAGGLE_CONFIG_DIR: folder,
    KAGGLE_USERNAME: "",
    KAGGLE_KEY: "",
  };
  return await outputOf(startProgram(["data", "get", ...words], variables));
}

Deno.test("data get shows the terms, and without a terminal wants --accept-licence", async () => {
  await withTemporaryFolder(async (folder) => {
    const { code, stdout, stderr } = await get(folder, "turev");
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^TurEV-DB: .*\n +source .*\n +licence +CC BY-NC-ND 4\.0;.*\n +size /);
    assert.match(stderr, /Expected --accept-licence.* By hand: .*`data import turev FILE`\n$/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("data get fer2013 without a token says how to make one, and the way by hand", async () => {
  await withTemporaryFolder(async (folder) => {
    const { code, stderr } = await get(folder, "fer2013", "--accept-licence");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /a token of Kaggle, but found none.*By hand: .*`data import fer2013 FILE`/,
    );
  });
});

Deno.test("data get leaves a corpus alone that is there, and names those that it knows", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "data", "TurEV-DB", "Sound Source");
    const names = ["Angry/1_kz_a.wav", "Calm/1_sk_a.wav", "Happy/1_mt_a.wav", "Sad/1_hl_a.wav"];
    await writeClips(root, names);
    const { code, stdout } = await get(folder, "turev", "--json");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { corpus: "turev", root, isNew: false, clips: 4 });
    const unknown = await get(folder, "emodb");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Expected one of turev, tess, .* to get, but found emodb/);
  });
});
