import assert from "node:assert/strict";
import { join } from "node:path";
import { withVariable } from "../base/testing/with_variable.ts";
import { descriptionPath, findDescription, listDescriptions } from "./described_corpus.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

const describe = (id: string, title: string) =>
  JSON.stringify({
    id,
    title,
    root: "/clips",
    kind: "audio",
    classes: ["calm", "sad"],
    pattern: "{speaker}_{class}",
    codes: {},
  });

/** A data root and a cache folder with these descriptions. */
async function withFolders(
  inData: Record<string, string>,
  inCache: Record<string, string>,
  test: (data: string, cache: string) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const [data, cache] = [join(folder, "data"), join(folder, "cache")];
    for (const [root, files] of [[data, inData], [cache, inCache]] as const) {
      await Deno.mkdir(join(root, "corpora"), { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(root, "corpora", `${name}.json`), text);
      }
    }
    await withVariable("DUYGU_CACHE", cache, () => test(data, cache));
  });
}

Deno.test("the data root's descriptions come before the cache folder's", async () => {
  const inCache = { mine: describe("mine", "Cached"), other: describe("other", "Other") };
  await withFolders({ mine: describe("mine", "Mine") }, inCache, async (data) => {
    assert.equal((await findDescription("mine", data))?.title, "Mine");
    assert.equal((await findDescription("other", data))?.title, "Other");
    assert.equal(await findDescription("nobody", data), undefined);
    const listed = await listDescriptions(data);
    assert.deepEqual(listed.map(({ id }) => id), ["mine", "other"]);
  });
});

Deno.test("a description of another corpus than its file's is refused, and hides no other", async () => {
  const inData = { copy: describe("mine", "Mine"), fine: describe("fine", "Fine") };
  await withFolders(inData, {}, async (data) => {
    await assert.rejects(findDescription("copy", data), {
      name: "UserError",
      message: /copy\.json to describe copy, but found mine$/,
    });
    const [copy, fine] = await listDescriptions(data);
    assert.ok("fault" in copy && "description" in fine);
  });
});

Deno.test("a description is stored with the data that were requested, else in the cache folder", async () => {
  await withFolders({}, {}, async (data, cache) => {
    assert.equal(await descriptionPath("mine", data), join(data, "corpora", "mine.json"));
    await withVariable("DUYGU_DATA", "", async () => {
      assert.equal(await descriptionPath("mine"), join(cache, "corpora", "mine.json"));
    });
  });
});
