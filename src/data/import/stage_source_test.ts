import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import type { Source, SourceEntry } from "./open_source.ts";
import { defaultLimits, stageSource } from "./stage_source.ts";

/** A source of `files` of `bytes` each, which claim to have `declaredBytes`. */
function sourceOf(files: number, bytes: number, declaredBytes = bytes): Source {
  const content = new Uint8Array(bytes);
  const entries = Array.from({ length: files }, (_, at): SourceEntry => ({
    path: `${at}.wav`,
    kind: "file",
    declaredBytes,
    content: () => ReadableStream.from([content]),
  }));
  return { entries: ReadableStream.from(entries), sizeBytes: 100 };
}

const limits = { maxBytes: 5000, maxFiles: 10, maxRatio: 20, freeBytes: 1000 };

Deno.test("stageSource writes what is within the limits", async () => {
  await withTemporaryFolder(async (folder) => {
    assert.equal(await stageSource(sourceOf(4, 500), folder, { name: "a", limits }), 4);
    assert.equal((await Deno.stat(join(folder, "3.wav"))).size, 500);
  });
});

const beyond: [string, Source, RegExp][] = [
  ["more files than allowed", sourceOf(11, 1), /at most 10 files/],
  ["a claim beyond the ratio of sizes", sourceOf(1, 10, 2001), /unpack to at most/],
  ["content beyond it, in spite of a small claim", sourceOf(1, 2001, 10), /unpack to at most/],
  ["many files that are too much together", sourceOf(5, 500), /unpack to at most/],
  ["a folder beyond the greatest size", { ...sourceOf(1, 5001), sizeBytes: undefined }, /at most/],
];
for (const [what, source, message] of beyond) {
  Deno.test(`stageSource refuses ${what}`, async () => {
    await withTemporaryFolder(async (folder) => {
      await assert.rejects(stageSource(source, folder, { name: "a", limits }), message);
    });
  });
}

Deno.test("the default limits let the largest published corpus through", () => {
  assert(defaultLimits.maxBytes > 10 * 2 ** 30 && defaultLimits.maxFiles > 100_000);
});

Deno.test("exactly as many files and bytes as allowed are written, in their folders", async () => {
  await withTemporaryFolder(async (folder) => {
    // Twenty times the archive's 100 bytes.
    const source = sourceOf(10, 200);
    const entries = await Array.fromAsync(source.entries);
    const deep = entries.map((entry, at) => ({ ...entry, path: `a/${at % 2}/${entry.path}` }));
    const named = { ...source, entries: ReadableStream.from(deep) };
    assert.equal(await stageSource(named, folder, { name: "a", limits }), 10);
    assert.equal((await Deno.stat(join(folder, "a", "1", "9.wav"))).size, 200);
    await assert.rejects(
      stageSource(sourceOf(10, 201), folder, { name: "a", limits }),
      /unpack to at most/,
    );
  });
});
