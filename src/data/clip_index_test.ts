import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../base/sha256.ts";
import { indexClips, indexPath } from "./clip_index.ts";
import { greyJpeg, texture, writePictures } from "./testing/encode_images.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";
import { toneWav, writeClips } from "./testing/write_clips.ts";

/** A folder with two clips; its index is removed afterwards. */
async function withClips(test: (folder: string, names: string[]) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    const names = ["a.wav", "b/c.wav"];
    await writeClips(folder, names);
    try {
      await test(folder, names);
    } finally {
      await Deno.remove(indexPath(folder)).catch(() => {});
    }
  });
}

Deno.test("indexClips gives hash, duration and rate", async () => {
  await withClips(async (folder, names) => {
    const entry = (await indexClips(folder, names)).get("a.wav")!;
    assert.equal(entry.sha256, sha256(toneWav(0)));
    assert.equal(entry.sampleRateHz, 16_000);
    assert.equal(entry.durationS, 400 / 16_000);
    assert.equal(entry.fault, "");
  });
});

Deno.test("indexClips reads an unchanged file only once", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    const text = await Deno.readTextFile(indexPath(folder));
    const marked = text.replace(sha256(toneWav(0)), "marked");
    assert.notEqual(marked, text);
    await Deno.writeTextFile(indexPath(folder), marked);
    assert.equal((await indexClips(folder, names)).get("a.wav")!.sha256, "marked");
  });
});

Deno.test("indexClips reads a file anew when it changed, and only that one", async () => {
  await withClips(async (folder, names) => {
    const before = await indexClips(folder, names);
    await Deno.writeFile(join(folder, "a.wav"), toneWav(50));
    const after = await indexClips(folder, names);
    assert.equal(after.get("a.wav")!.sha256, sha256(toneWav(50)));
    assert.deepEqual(after.get("b/c.wav"), before.get("b/c.wav"));
  });
});

Deno.test("indexClips sees a change that leaves the size as it was", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    const path = join(folder, "a.wav");
    const bytes = toneWav(0);
    bytes[100] ^= 1;
    await Deno.writeFile(path, bytes);
    await Deno.utime(path, 1_000, 1_000);
    assert.equal((await indexClips(folder, names)).get("a.wav")!.sha256, sha256(bytes));
  });
});

for (const [what, content] of [["damaged", '{"version": 1, "ro'], ["of another shape", "[]"]]) {
  Deno.test(`indexClips makes an index anew that is ${what}`, async () => {
    await withClips(async (folder, names) => {
      const before = await indexClips(folder, names);
      await Deno.writeTextFile(indexPath(folder), content);
      assert.deepEqual(await indexClips(folder, names), before);
      assert.notEqual(await Deno.readTextFile(indexPath(folder)), content);
    });
  });
}

Deno.test("indexClips names the fault of a file that is no audio or has no samples", async () => {
  await withClips(async (folder) => {
    await Deno.writeTextFile(join(folder, "text.wav"), "no audio");
    await Deno.writeFile(join(folder, "short.wav"), toneWav(0).subarray(0, 44));
    const entries = await indexClips(folder, ["text.wav", "short.wav"]);
    assert.match(entries.get("text.wav")!.fault, /to be a WAV or FLAC file/);
    assert.match(entries.get("short.wav")!.fault, /samples/);
  });
});

Deno.test("indexClips gives the size of pictures and names what is none", async () => {
  await withTemporaryFolder(async (folder) => {
    await writePictures(folder, ["a.jpg"]);
    await Deno.writeTextFile(join(folder, "b.jpg"), "no picture");
    const entries = await indexClips(folder, ["a.jpg", "b.jpg"], { kind: "images" });
    await Deno.remove(indexPath(folder));
    const { widthPx, heightPx, fault, sha256: hash } = entries.get("a.jpg")!;
    assert.deepEqual([widthPx, heightPx, fault], [48, 48, ""]);
    assert.equal(hash, sha256(await greyJpeg(texture(0))));
    assert.match(entries.get("b.jpg")!.fault, /b\.jpg to be a picture/);
  });
});

Deno.test("a file removed since it was listed is a fault of its own", async () => {
  await withClips(async (folder, names) => {
    await indexClips(folder, names);
    await Deno.remove(join(folder, "a.wav"));
    const entries = await indexClips(folder, names);
    assert.match(entries.get("a.wav")!.fault, /No such file/);
    assert.equal(entries.get("b/c.wav")!.fault, "");
  });
});
