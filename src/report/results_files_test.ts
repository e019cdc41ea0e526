import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import {
  changedSources,
  pngWithSources,
  sourcesComment,
  sourcesInPng,
  sourcesInText,
  sourcesOf,
  staleFiles,
} from "./results_files.ts";

Deno.test("sources are reported by the digest of what they hold, whatever the line ends", () =>
  withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a.json"), "abc");
    await Deno.writeTextFile(join(folder, "b.json"), "1\r\n2");
    const sources = await sourcesOf(folder, ["a.json", "b.json", "missing.json"]);
    assert.deepEqual(Object.keys(sources), ["a.json", "b.json"]);
    // FIPS 180-4's example.
    assert.match(sources["a.json"], /^ba7816bf.*f20015ad$/);
    await Deno.writeTextFile(join(folder, "b.json"), "1\n2");
    assert.deepEqual(await sourcesOf(folder, ["a.json", "b.json"]), sources);
    assert.deepEqual(changedSources(sources, { ...sources, "a.json": "other" }), ["a.json"]);
    assert.deepEqual(changedSources(sources, { "a.json": sources["a.json"] }), ["b.json"]);
    assert.deepEqual(changedSources(null, sources), ["a.json", "b.json"]);
    for (const some of [sources, {}]) {
      assert.deepEqual(sourcesInText(`x\n${sourcesComment(some)}\ny`), some);
    }
    assert.equal(sourcesInText("x"), null);
  }));

/** One white pixel. */
const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==",
);

Deno.test("a PNG holds its sources as text, and stays one", () => {
  const sources = { "summary.json": "0f", "audit.json": "a1" };
  const png = pngWithSources(PNG, sources);
  assert.equal(sourcesInPng(PNG), null);
  assert.deepEqual(sourcesInPng(png), sources);
  // "IEND" and its own check value stay the end; libpng's check value of a chunk "tEXtSource\0".
  assert.deepEqual(png.slice(-12), PNG.slice(-12));
  const single = pngWithSources(PNG, {});
  const chunk = single.slice(PNG.length - 12, -12);
  assert.equal(chunk.length, 12 + "Source\0".length);
  assert.deepEqual([...chunk.slice(0, 4)], [0, 0, 0, 7]);
});

Deno.test("a derived file is stale once a source changes, comes or goes", () =>
  withTemporaryFolder(async (folder) => {
    const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
    await write("summary.json", "{}");
    const sources = await sourcesOf(folder, ["summary.json"]);
    await write("summary.md", sourcesComment(sources));
    await write("audit.json", JSON.stringify({ sources }));
    await write("report.md", sourcesComment(sources));
    await Deno.writeFile(join(folder, "summary.png"), pngWithSources(PNG, sources));
    assert.deepEqual((await staleFiles(folder)).map(({ name, changed }) => [name, ...changed]), [
      ["report.md", "audit.json"],
    ]);
    await write("summary.json", "{ }");
    assert.deepEqual((await staleFiles(folder)).map(({ name }) => name), [
      "summary.md",
      "summary.png",
      "audit.json",
      "report.md",
    ]);
    await write("report.md", "without");
    await Deno.remove(join(folder, "summary.json"));
    const [markdown] = await staleFiles(folder);
    assert.deepEqual(markdown, {
      name: "summary.md",
      changed: ["summary.json"],
      command: "report",
    });
  }));
