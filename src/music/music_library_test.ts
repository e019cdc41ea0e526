import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { cacheFolder } from "../base/files.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { indexMusic, tracksCsv } from "./music_library.ts";
import { MUSIC_RATE_HZ } from "./sound_features.ts";
import { madeClicks, madeScale, taggedWav } from "./testing/made_sounds.ts";
import { currentIds, parseTracks } from "./tracks.ts";

Deno.test("a folder's files have tags and sound; what cannot be read is listed; a second time is quick", () =>
  withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "quick"));
    const minor = taggedWav(madeScale(9, "minor"), {
      INAM: "A minor",
      IART: "Scales",
      ICRD: "1999",
    });
    await Deno.writeFile(join(folder, "slow.wav"), minor);
    const clicks = encodeWav(madeClicks(128, 8), MUSIC_RATE_HZ);
    await Deno.writeFile(join(folder, "quick", "clicks.wav"), clicks);
    await Deno.writeTextFile(join(folder, "broken.mp3"), "no music");
    await Deno.writeTextFile(join(folder, "notes.txt"), "no music either");

    const library = await indexMusic(folder, { quiet: true });
    assert.deepEqual(library.tracks.map(({ path }) => path), [
      join("quick", "clicks.wav"),
      "slow.wav",
    ]);
    const [fast, slow] = library.tracks;
    assert.deepEqual([slow.name, slow.artist, slow.year, slow.key, slow.mode], [
      "A minor",
      "Scales",
      1999,
      9,
      "minor",
    ]);
    assert.deepEqual([fast.name, fast.artist, fast.year], ["clicks", "", null]);
    assert.ok(Math.abs(fast.tempo - 128) < 1, `${fast.tempo}`);
    assert.equal(fast.durationMs, 8000);
    assert.deepEqual(library.failed.map(({ path }) => path), ["broken.mp3"]);
    assert.match(library.failed[0].why, /broken\.mp3/);

    // What is known is taken from the index: the file's sound is not looked at again.
    const before = await Deno.stat(join(folder, "slow.wav"));
    await Deno.writeFile(join(folder, "slow.wav"), new Uint8Array(minor.length));
    await Deno.utime(join(folder, "slow.wav"), before.atime!, before.mtime!);
    assert.deepEqual((await indexMusic(folder, { quiet: true })).tracks, library.tracks);
    await Deno.utime(join(folder, "slow.wav"), 1, 1);
    const after = await indexMusic(folder, { quiet: true });
    assert.deepEqual(after.failed.map(({ path }) => path), ["broken.mp3", "slow.wav"]);
  }));

Deno.test("a track's id follows its sound: renamed, moved, tagged anew; what sounds alike is one", () =>
  withTemporaryFolder(async (folder) => {
    const ids = async () =>
      Object.fromEntries(
        (await indexMusic(folder, { quiet: true })).tracks.map(({ path, id }) => [path, id]),
      );
    const sound = madeScale(4, "minor");
    await Deno.writeFile(join(folder, "a.wav"), taggedWav(sound, { INAM: "E" }));
    await Deno.writeFile(join(folder, "b.wav"), encodeWav(madeScale(5, "major"), MUSIC_RATE_HZ));
    const before = await indexMusic(folder, { quiet: true });
    const [a, b] = before.tracks;
    assert.notEqual(a.id, b.id);
    // Ids were made of paths: browsers that have those find what they liked.
    const former = createHash("sha256").update("a.wav").digest("hex").slice(0, 16);
    assert.deepEqual(currentIds(before, [former, b.id, "none"]), [a.id, b.id, "none"]);

    await Deno.mkdir(join(folder, "in"));
    await Deno.rename(join(folder, "b.wav"), join(folder, "in", "other name.wav"));
    await Deno.writeFile(
      join(folder, "c.wav"),
      taggedWav(sound, { INAM: "Another title", IART: "Another artist", ICMT: "and more" }),
    );
    await Deno.remove(join(folder, "a.wav"));
    const moved = join("in", "other name.wav");
    assert.deepEqual(await ids(), { "c.wav": a.id, [moved]: b.id });

    await Deno.copyFile(join(folder, "c.wav"), join(folder, "d.wav"));
    const twice = await indexMusic(folder, { quiet: true });
    assert.deepEqual(twice.tracks.map(({ path }) => path), ["c.wav", moved]);
    assert.deepEqual(twice.failed, [{ path: "d.wav", why: "It sounds as c.wav does" }]);
    // A title that the file's name stands in for is that of now.
    assert.deepEqual(twice.tracks.map(({ name }) => name), ["Another title", "other name"]);
  }));

Deno.test("a file that was only moved is not measured again", () =>
  withTemporaryFolder(async (folder) => {
    const index = async () => (await indexMusic(folder, { quiet: true })).tracks[0];
    // What was measured stands in the index; a mark there shows that it was taken from it.
    await Deno.writeFile(join(folder, "a.wav"), encodeWav(madeClicks(100, 4), MUSIC_RATE_HZ));
    const track = await index();
    const digest = createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 16);
    const file = cacheFolder("music", `${digest}.json`);
    const text = await Deno.readTextFile(file);
    assert.ok(text.includes(`"tempo":${track.tempo}`));
    await Deno.writeTextFile(file, text.replace(`"tempo":${track.tempo}`, `"tempo":77`));
    await Deno.rename(join(folder, "a.wav"), join(folder, "b.wav"));
    assert.deepEqual(await index(), { ...track, tempo: 77, name: "b", path: "b.wav" });
  }));

Deno.test("the table of a folder is one that can be recommended from", () =>
  withTemporaryFolder(async (folder) => {
    await Deno.writeFile(join(folder, "a.wav"), taggedWav(madeScale(2, "major"), { INAM: "D" }));
    const { tracks } = await indexMusic(folder, { quiet: true });
    const [read] = parseTracks(tracksCsv(tracks), "it").tracks;
    const { path: _, ...own } = tracks[0];
    assert.deepEqual(read, own);
  }));

Deno.test("links are followed, loops end, and broken ones are listed", () =>
  withTemporaryFolder(async (outer) => {
    const folder = join(outer, "music");
    await Deno.mkdir(join(outer, "elsewhere"));
    await Deno.mkdir(folder);
    const sound = encodeWav(madeClicks(100, 4), MUSIC_RATE_HZ);
    await Deno.writeFile(join(outer, "elsewhere", "a.wav"), sound);
    await Deno.symlink(join(outer, "elsewhere"), join(folder, "linked"));
    await Deno.symlink(folder, join(outer, "elsewhere", "loop"));
    await Deno.symlink(join(outer, "gone.mp3"), join(folder, "broken.mp3"));
    const { tracks, failed, linked } = await indexMusic(folder, { quiet: true });
    assert.deepEqual(tracks.map(({ path }) => path), [join("linked", "a.wav")]);
    assert.deepEqual(failed, [{ path: "broken.mp3", why: "It is a broken link" }]);
    const real = await Deno.realPath(join(outer, "elsewhere", "a.wav"));
    assert.deepEqual([...linked!], [real]);
  }));

Deno.test("no folder, and a folder without music, are reported", () =>
  withTemporaryFolder(async (folder) => {
    await assert.rejects(indexMusic(join(folder, "none"), { quiet: true }), {
      name: "UserError",
      message: /^Expected a folder of music at .*none, but there is none$/,
    });
    await assert.rejects(
      indexMusic(folder, { quiet: true }),
      /Expected audio files, such as \.mp3, /,
    );
  }));
