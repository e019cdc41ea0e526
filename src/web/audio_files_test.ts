import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import type { MusicLibrary, OwnTrack } from "../music/music_library.ts";
import { madeTracks } from "../music/testing/made_tracks.ts";
import { errorSchema, musicAnswerSchema } from "./api_schemas.ts";
import { PART_BYTES } from "./audio_files.ts";
import { createApp } from "./create_app.ts";
import { defaultLimits } from "./request_limits.ts";
import { createFakeAnalyser } from "./testing/fake_analyser.ts";

/** A library of files that need be no music, for nothing decodes them here. */
function libraryOf(folder: string, paths: string[]): MusicLibrary {
  const made = madeTracks(paths.length);
  const tracks: OwnTrack[] = paths.map((path, at) => ({ ...made[at], id: `id${at}`, path }));
  return { folder, tracks, failed: [], source: folder, madeUp: false, leftOut: 0 };
}

function askerOf(music: MusicLibrary) {
  const app = createApp({ analyser: createFakeAnalyser(), music, limits: defaultLimits });
  return async (path: string, headers: HeadersInit = {}, options: RequestInit = {}) => {
    const all = new Headers(headers);
    all.set("host", "localhost");
    const request = new Request(`http://localhost${path}`, { headers: all, ...options });
    return await app.fetch(request, { address: "::1" });
  };
}

const codeOf = async (answer: Response) => errorSchema.parse(await answer.json()).error.code;

Deno.test("sound in parts: ranges, media types, sizes", () =>
  withTemporaryFolder(async (folder) => {
    const large = Uint8Array.from({ length: 2.5 * PART_BYTES }, (_, at) => at * 7 % 251);
    await Deno.mkdir(join(folder, "in"));
    await Deno.writeFile(join(folder, "in", "Large.MP3"), large);
    await Deno.writeFile(join(folder, "small.ogg"), large.subarray(0, 100));
    const ask = askerOf(libraryOf(folder, [join("in", "Large.MP3"), "small.ogg"]));
    const part = async (range: string, id = "id0") => {
      const answer = await ask(`/api/music/audio/${id}`, { range });
      const bytes = await answer.bytes();
      return { status: answer.status, range: answer.headers.get("content-range"), bytes };
    };
    const size = large.length;
    const cases: [string, number, number][] = [
      ["bytes=0-", 0, PART_BYTES - 1],
      [`bytes=${PART_BYTES}-`, PART_BYTES, 2 * PART_BYTES - 1],
      [`bytes=${2 * PART_BYTES}-`, 2 * PART_BYTES, size - 1],
      ["bytes=5-9", 5, 9],
      ["bytes=0-99999999", 0, PART_BYTES - 1],
      ["bytes=-10", size - 10, size - 1],
      [`bytes=${size - 1}-`, size - 1, size - 1],
    ];
    for (const [range, first, last] of cases) {
      const answer = await part(range);
      assert.deepEqual([answer.status, answer.range], [206, `bytes ${first}-${last}/${size}`]);
      assert.deepEqual(answer.bytes, large.slice(first, last + 1));
    }
    for (const range of [`bytes=${size}-`, "bytes=-0"]) {
      const answer = await ask("/api/music/audio/id0", { range });
      assert.deepEqual([answer.status, await codeOf(answer)], [416, "range_not_satisfiable"]);
      assert.equal(answer.headers.get("content-range"), `bytes */${size}`);
    }
    // Ranges that are not understood are as none; the whole of a large file is not sent at once.
    for (const range of ["", "bytes=-", "bytes=9-5", "bytes=1-2,4-5", "lines=1-2"]) {
      const answer = await ask("/api/music/audio/id0", { range });
      assert.deepEqual([answer.status, await codeOf(answer)], [400, "invalid_request"], range);
      assert.equal((await part(range, "id1")).status, 200);
    }
    const whole = await ask("/api/music/audio/id1");
    assert.equal(whole.headers.get("content-type"), "audio/ogg");
    assert.equal(whole.headers.get("accept-ranges"), "bytes");
    assert.equal((await whole.bytes()).length, 100);
    const etag = whole.headers.get("etag")!;
    const same = await ask("/api/music/audio/id1", { range: "bytes=0-1", "if-range": etag });
    const other = await ask("/api/music/audio/id1", { range: "bytes=0-1", "if-range": '"x"' });
    assert.deepEqual([same.status, other.status], [206, 200]);
    const head = await ask("/api/music/audio/id0", { range: "bytes=0-1" }, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-type")], [206, "audio/mpeg"]);
    const post = await ask("/api/music/audio/id0", {}, { method: "POST" });
    assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
    await head.body?.cancel();
    await post.body?.cancel();
    await same.body?.cancel();
    await other.body?.cancel();
  }));

Deno.test("only ids of the library, and only files that are still in its folder", () =>
  withTemporaryFolder(async (outer) => {
    const folder = join(outer, "music");
    await Deno.mkdir(folder);
    // As long in name, so that a test by the beginning of paths alone would pass it.
    await Deno.mkdir(join(outer, "music2"));
    await Deno.writeTextFile(join(outer, "music2", "secret.mp3"), "secret");
    await Deno.writeTextFile(join(folder, "kept.mp3"), "kept");
    await Deno.symlink(join(outer, "music2", "secret.mp3"), join(folder, "link.mp3"));
    await Deno.symlink(join(outer, "music2"), join(folder, "linked"));
    await Deno.mkdir(join(folder, "folder.mp3"));
    const paths = ["kept.mp3", "link.mp3", join("linked", "secret.mp3"), "gone.mp3", "folder.mp3"];
    const ask = askerOf(libraryOf(folder, paths));
    assert.equal(await (await ask("/api/music/audio/id0")).text(), "kept");
    // A link is good where it leads to what it led to when the library was made.
    const secret = await Deno.realPath(join(outer, "music2", "secret.mp3"));
    const own = askerOf({ ...libraryOf(folder, paths), linked: new Set([secret]) });
    assert.equal(await (await own("/api/music/audio/id1")).text(), "secret");
    const no = ["id1", "id2", "id3", "id4", "id9", "kept.mp3", "..%2fmusic2%2fsecret.mp3", "%00"];
    for (const id of no) {
      const answer = await ask(`/api/music/audio/${id}`);
      assert.deepEqual([answer.status, await codeOf(answer)], [404, "not_found"], id);
    }
    const crossed = await ask("/api/music/audio/id0", { "sec-fetch-site": "cross-site" });
    assert.equal(await codeOf(crossed), "wrong_origin");
    // Answers hold no path.
    const music = await ask("/api/music", { "content-type": "application/json" }, {
      method: "POST",
      body: '{"shares":{"happy":1}}',
    });
    const text = await music.text();
    assert.equal(musicAnswerSchema.parse(JSON.parse(text)).tracks.length, 5);
    assert.ok(!/\.mp3|"path"/.test(text), text);
    assert.equal((await (await ask("/api/status")).json()).music.playable, true);
  }));
