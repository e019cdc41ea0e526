import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { madeTracks } from "../music/testing/made_tracks.ts";
import { madeUpTracks } from "../music/tracks.ts";
import { AnalysisTimeoutError } from "./analysis.ts";
import {
  errorSchema,
  healthSchema,
  musicAnswerSchema,
  photoAnswerSchema,
  speechAnswerSchema,
  statusSchema,
} from "./api_schemas.ts";
import { createApp } from "./create_app.ts";
import { pageFiles, withoutComments } from "./page_files.ts";
import { defaultLimits, type Limits } from "./request_limits.ts";
import { createFakeAnalyser, type FakeAnswers } from "./testing/fake_analyser.ts";

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const wav = new Uint8Array(encodeWav(new Float32Array(100), 16_000));

/** An application, and a way to ask it as a browser or a program would. */
function openApp(answers: FakeAnswers = {}, limits: Partial<Limits> = {}) {
  const analyser = createFakeAnalyser(answers);
  const logged: string[] = [];
  const app = createApp({
    analyser,
    music: madeUpTracks(),
    limits: { ...defaultLimits, ...limits },
    log: (line) => logged.push(line),
  });
  const ask = async (path: string, options: RequestInit = {}, address = "127.0.0.1") => {
    const headers = new Headers({ host: "127.0.0.1:8000" });
    for (const [name, value] of new Headers(options.headers)) headers.set(name, value);
    const request = new Request(`http://127.0.0.1:8000${path}`, { ...options, headers });
    return await app.fetch(request, { address });
  };
  const post = (path: string, body: BodyInit, type: string, headers: HeadersInit = {}) =>
    ask(path, { method: "POST", body, headers: { "content-type": type, ...headers } });
  return { analyser, logged, ask, post };
}

/** The error's code of an answer, which must be of `status`. */
async function codeOf(answer: Response, status: number): Promise<string> {
  assert.equal(answer.status, status);
  return errorSchema.parse(await answer.json()).error.code;
}

Deno.test("a photo and a recording are analysed, and answers have the published shape", async () => {
  const { post, analyser } = openApp();
  const photo = await post("/api/photo", jpeg, "image/jpeg");
  assert.equal(photo.status, 200);
  assert.equal(photo.headers.get("cache-control"), "no-store");
  const { faces } = z.strictObject(photoAnswerSchema.shape).parse(await photo.json());
  assert.equal(faces[0].predicted, "happy");
  const speech = await post("/api/speech", wav, "audio/x-wav");
  const { usedS } = z.strictObject(speechAnswerSchema.shape).parse(await speech.json());
  assert.equal(usedS, 2);
  assert.deepEqual(analyser.asked, { photo: 1, speech: 1 });
});

Deno.test("music for shares, in the language requested, repeatable", async () => {
  const { post } = openApp();
  const shares = { sad: 0.7, neutral: 0.3 };
  const question = { shares, policy: "paper", intent: "lift", count: 5, seed: 9 };
  const ask = async (more: object) => {
    const body = JSON.stringify({ ...question, ...more });
    const answer = await post("/api/music", body, "application/json; charset=utf-8");
    assert.equal(answer.status, 200);
    return musicAnswerSchema.parse(await answer.json());
  };
  const first = await ask({});
  assert.deepEqual([first.emotion, first.tracks.length], ["sad", 5]);
  assert.match(first.tracks[0].why, /to lift the mood \(now sad\)/);
  assert.deepEqual(await ask({}), first);
  assert.match((await ask({ language: "tr" })).tracks[0].why, /keyfi yerine getirmek/);
  const played = first.tracks.map(({ id }) => id);
  const next = await ask({ played });
  assert.ok(next.tracks.every(({ id }) => !played.includes(id)));
});

Deno.test("music in a language; ids of earlier versions are understood and told anew", async () => {
  const tracks = madeTracks(30).map((track, at) => ({
    ...track,
    ...at % 2 ? { language: "tr" } : {},
  }));
  const formerIds = new Map([["row-2", "t1"], ["row-3", "t3"]]);
  const music = { tracks, source: "list.csv", madeUp: false, leftOut: 0, formerIds };
  const app = createApp({ analyser: createFakeAnalyser(), music, limits: defaultLimits });
  const ask = async (path: string, question?: object) => {
    const headers = { host: "localhost", "content-type": "application/json" };
    const body = question && JSON.stringify({ shares: { happy: 1 }, count: 50, ...question });
    const request = { method: question ? "POST" : "GET", headers, body };
    return await app.fetch(new Request(`http://localhost${path}`, request), { address: "::1" });
  };
  const answer = async (question: object) =>
    musicAnswerSchema.parse(await (await ask("/api/music", question)).json());
  const status = statusSchema.parse(await (await ask("/api/status")).json());
  assert.deepEqual(status.music.languages, { tr: 15 });
  const turkish = await answer({ songLanguage: "tr", refused: ["row-2", "t5"], liked: ["row-9"] });
  assert.equal(turkish.tracks.length, 13);
  assert.ok(turkish.tracks.every(({ language, id }) => language === "tr" && id !== "t1"));
  assert.deepEqual(turkish.renamed, { "row-2": "t1" });
  const all = await answer({ played: ["row-3"] });
  assert.deepEqual([all.tracks.length, all.renamed], [30, { "row-3": "t3" }]);
  assert.deepEqual((await answer({ songLanguage: "fi" })).tracks, []);
  assert.equal((await ask("/api/music", { songLanguage: "Turkish" })).status, 400);
});

Deno.test("without a trained network it says which command trains one; music stays", async () => {
  const { post, ask } = openApp({ trained: { photo: false, speech: false } });
  const answer = await post("/api/photo", jpeg, "image/jpeg");
  assert.equal(answer.status, 409);
  const { error } = errorSchema.parse(await answer.json());
  assert.deepEqual([error.code, error.command], ["not_trained", "deno task duygu train fer2013"]);
  assert.equal(await codeOf(await post("/api/speech", wav, "audio/wav"), 409), "not_trained");
  const status = statusSchema.parse(await (await ask("/api/status")).json());
  assert.deepEqual(status.speech, {
    trained: false,
    command: "deno task duygu data get turev && deno task duygu train turev",
  });
  assert.deepEqual(status.music, {
    source: "made-up tracks",
    madeUp: true,
    tracks: 64,
    playable: false,
    explicit: 0,
    languages: {},
  });
  const music = await post("/api/music", '{"shares":{"calm":1}}', "application/json");
  assert.equal(music.status, 200);
});

Deno.test("questions that make no sense are refused with the field at fault", async () => {
  const { post } = openApp();
  const bad = [
    "",
    "{",
    "[]",
    "{}",
    '{"shares":{}}',
    '{"shares":{"happy":0}}',
    '{"shares":{"happy":2}}',
    '{"shares":{"bored":1}}',
    '{"shares":{"happy":1},"count":51}',
    '{"shares":{"happy":1},"seed":0.5}',
    '{"shares":{"happy":1},"policy":"best"}',
    '{"shares":{"happy":1},"extra":1}',
    `{"shares":{"happy":1},"played":["${"x".repeat(201)}"]}`,
  ];
  for (const body of bad) {
    const answer = await post("/api/music", body, "application/json");
    assert.equal(await codeOf(answer, 400), "invalid_request", body);
  }
  const plain = await post("/api/music", '{"shares":{"happy":1}}', "text/plain");
  assert.equal(await codeOf(plain, 415), "unsupported_type");
});

Deno.test("uploads must be what they are called, not too large, and readable", async () => {
  const broken = { photo: () => Promise.reject(new UserError("Expected the photo to be whole")) };
  const { post, analyser } = openApp(broken, { photoBytes: 2 ** 20 });
  const code = async (path: string, body: Uint8Array<ArrayBuffer>, type: string, status: number) =>
    await codeOf(await post(path, body, type), status);
  assert.equal(await code("/api/photo", jpeg, "image/gif", 415), "unsupported_type");
  assert.equal(await code("/api/photo", jpeg, "", 415), "unsupported_type");
  assert.equal(await code("/api/photo", wav, "image/jpeg", 415), "unsupported_type");
  for (const [path, type] of [["photo", "image/jpeg"], ["speech", "audio/wav"]]) {
    const empty = await post(`/api/${path}`, new Uint8Array(), type);
    const { error } = errorSchema.parse(await empty.json());
    assert.equal(empty.status, 400);
    assert.deepEqual(error, { code: "invalid_request", message: "The body is empty" });
  }
  assert.equal(await code("/api/speech", jpeg, "audio/wav", 415), "unsupported_type");
  const large = new Uint8Array(2 ** 20 + 1);
  large.set(jpeg);
  assert.equal(await code("/api/photo", large, "image/jpeg", 413), "too_large");
  assert.deepEqual(analyser.asked, { photo: 0, speech: 0 });
  assert.equal(await code("/api/photo", jpeg, "image/jpeg", 422), "unreadable");
});

const pictures = "image/jpeg, image/png or image/webp";
const gif = new TextEncoder().encode("GIF89a, and more");
const wrongTypes: [string, Uint8Array<ArrayBuffer>, string, string][] = [
  ["photo", jpeg, "image/gif", `Expected the Content-Type ${pictures}, but found image/gif`],
  ["photo", jpeg, "", `Expected the Content-Type ${pictures}, but found none`],
  ["photo", wav, "image/jpeg", `Expected the body to be ${pictures}, but found audio/wav`],
  ["photo", gif, "image/jpeg", `Expected the body to be ${pictures}, but found image/gif`],
  [
    ...["speech", new TextEncoder().encode("text"), "audio/wav"] as const,
    "Expected the body to be audio/wav or audio/flac, but it begins as none of these",
  ],
  ["music", gif, "text/plain", "Expected the Content-Type application/json, but found text/plain"],
];
for (const [path, body, type, message] of wrongTypes) {
  Deno.test(`415 says what is expected and what was found: ${message}`, async () => {
    const answer = await openApp().post(`/api/${path}`, body, type);
    const { error } = errorSchema.parse(await answer.json());
    assert.deepEqual([answer.status, error.message], [415, message]);
  });
}

Deno.test("a failure and a timeout are reported without what was sent, and the log too", async () => {
  const failing = openApp({ photo: () => Promise.reject(new TypeError("no such kernel")) });
  const answer = await failing.post("/api/photo", jpeg, "image/jpeg");
  const { error } = errorSchema.parse(await answer.json());
  assert.deepEqual([answer.status, error.message], [500, "The server failed"]);
  assert.deepEqual(failing.logged, ["error: TypeError: no such kernel"]);
  const slow = openApp({ speech: () => Promise.reject(new AnalysisTimeoutError("late")) });
  assert.equal(
    await codeOf(await slow.post("/api/speech", wav, "audio/wav"), 503),
    "took_too_long",
  );
  assert.deepEqual(slow.logged, []);
});

Deno.test("100 at once: as many as there are places are answered, the others get 429", async () => {
  const photo = async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return { width: 1, height: 1, faces: [] };
  };
  const { post, ask } = openApp({ photo }, { places: 16, postsAtOnce: 1000 });
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => post("/api/photo", jpeg, "image/jpeg")),
  );
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 16);
  assert.equal(statuses.filter((status) => status === 429).length, 84);
  const refused = answers.find(({ status }) => status === 429)!;
  assert.ok(Number(refused.headers.get("retry-after")) >= 1);
  assert.equal(await codeOf(refused, 429), "busy");
  assert.deepEqual(healthSchema.parse(await (await ask("/health")).json()), {
    status: "ok",
    queued: 0,
    streams: 0,
    analysed: 16,
  });
  assert.equal((await post("/api/photo", jpeg, "image/jpeg")).status, 200);
});

Deno.test("a refused upload gives its place free", async () => {
  const { post } = openApp({}, { places: 1, postsAtOnce: 1000 });
  for (let i = 0; i < 5; i++) {
    assert.equal((await post("/api/photo", wav, "image/jpeg")).status, 415);
  }
  assert.equal((await post("/api/photo", jpeg, "image/jpeg")).status, 200);
});

Deno.test("one address cannot ask without end; others still can", async () => {
  const { ask } = openApp({}, { postsAtOnce: 3, postsPerMinute: 6 });
  const options = {
    method: "POST",
    body: '{"shares":{"calm":1}}',
    headers: { "content-type": "application/json" },
  };
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await ask("/api/music", options)).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  const refused = await ask("/api/music", options);
  assert.match(refused.headers.get("retry-after")!, /^([1-9]|10)$/);
  assert.equal((await ask("/api/music", options, "10.0.0.2")).status, 200);
});

Deno.test("other hosts and other sites' pages are refused", async () => {
  const { ask, post } = openApp();
  const rebound = await ask("/api/status", { headers: { host: "evil.example:8000" } });
  assert.equal(await codeOf(rebound, 421), "wrong_host");
  const headers = { origin: "https://evil.example" };
  const crossed = await post("/api/photo", jpeg, "image/jpeg", headers);
  assert.equal(await codeOf(crossed, 403), "wrong_origin");
  assert.equal(crossed.headers.get("access-control-allow-origin"), null);
});

Deno.test("unknown paths and methods", async () => {
  const { ask } = openApp();
  assert.equal(await codeOf(await ask("/nothing"), 404), "not_found");
  assert.equal(await codeOf(await ask("/../deno.json"), 404), "not_found");
  const get = await ask("/api/photo");
  assert.equal(get.headers.get("allow"), "POST");
  assert.equal(await codeOf(get, 405), "method_not_allowed");
  const deleted = await ask("/health", { method: "DELETE" });
  assert.equal(deleted.headers.get("allow"), "GET, HEAD");
  assert.equal(await codeOf(deleted, 405), "method_not_allowed");
  const head = await ask("/health", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

Deno.test("every answer has the headers that keep it safe", async () => {
  const { ask, post } = openApp();
  const answers = [
    ...await Promise.all(["/", "/app.js", "/health", "/nothing"].map((path) => ask(path))),
    await post("/api/photo", jpeg, "image/jpeg"),
    await ask("/", { headers: { host: "evil.example" } }),
  ];
  for (const { headers } of answers) {
    const policy = headers.get("content-security-policy")!;
    assert.match(policy, /^default-src 'none'; script-src 'self';/);
    assert.ok(!policy.includes("unsafe"));
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
  }
});

Deno.test("the page, in the browser's language or the one requested", async () => {
  const { ask } = openApp();
  const page = async (path: string, language: string) => {
    const answer = await ask(path, { headers: { "accept-language": language } });
    return [answer.headers.get("content-language"), await answer.text()];
  };
  for (const accept of ["tr-TR,tr;q=0.9,en;q=0.8", "de, en;q=0.2, tr;q=0.5", "TR"]) {
    assert.equal((await page("/", accept))[0], "tr", accept);
  }
  for (const accept of ["", "de", "tr;q=0, de", "en-GB,tr;q=0.9", ";;,=", "constructor"]) {
    assert.equal((await page("/", accept))[0], "en", accept);
  }
  assert.equal((await page("/?lang=tr", "en"))[0], "tr");
  assert.equal((await page("/?lang=xx", "tr"))[0], "tr");
  const [, html] = await page("/", "tr");
  assert.match(html!, /<html lang="tr">/);
  assert.match(html!, /data-text="recommend">Müzik öner</);
  // Nothing from elsewhere, nothing inline.
  assert.ok(!/https?:\/\/|<style|style="|\son\w+="/.test(html!));
});

Deno.test("files of the page are kept by the browser until they change", async () => {
  const { ask } = openApp();
  for (const { path, etag } of pageFiles) {
    const answer = await ask(path);
    assert.equal(answer.status, 200);
    assert.ok((await answer.text()).length > 0);
    assert.match(answer.headers.get("content-type")!, /^(text\/(css|javascript)|image\/svg)/);
    const again = await ask(path, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
    // Links that are followed where one clicks stand in one file; nothing else names a host.
    const hosts = /["'`(]https?:\/\/(?!www\.w3\.org\/2000\/svg)/;
    assert.equal(hosts.test(await (await ask(path)).text()), path === "/music_services.js", path);
  }
});

Deno.test("the page's scripts have 100 kB or less together, as they are sent and unpacked", () => {
  const scripts = pageFiles.filter(({ path }) => path.endsWith(".js"));
  const bytesOf = (content: "text" | "gzip") =>
    scripts.reduce((sum, file) => sum + new Blob([file[content]]).size, 0);
  assert.ok(bytesOf("text") <= 100_000, String(bytesOf("text")));
  assert.ok(bytesOf("gzip") <= 40_000, String(bytesOf("gzip")));
  const all = pageFiles.reduce((sum, { gzip }) => sum + gzip.length, 0);
  assert.ok(all <= 60_000, String(all));
});

Deno.test("files come compressed where the browser says so, under a tag of their own", async () => {
  const { ask } = openApp();
  const get = async (headers: HeadersInit) => {
    const answer = await ask("/app.js", { headers });
    const { status } = answer;
    return {
      status,
      encoding: answer.headers.get("content-encoding"),
      etag: answer.headers.get("etag")!,
      vary: answer.headers.get("vary"),
      bytes: await answer.bytes(),
    };
  };
  const plain = await get({});
  const small = await get({ "accept-encoding": "br, gzip;q=0.8" });
  assert.deepEqual([plain.encoding, small.encoding], [null, "gzip"]);
  assert.deepEqual(new Uint8Array(gunzipSync(small.bytes)), plain.bytes);
  assert.ok(small.bytes.length < plain.bytes.length / 2);
  assert.notEqual(small.etag, plain.etag);
  assert.deepEqual([plain.vary, small.vary], ["Accept-Encoding", "Accept-Encoding"]);
  const again = { "accept-encoding": "gzip", "if-none-match": small.etag };
  assert.equal((await get(again)).status, 304);
  assert.equal((await get({ "if-none-match": small.etag })).status, 200);
  for (const header of ["gzip;q=0", "identity", "br", "gzip; q=0.0"]) {
    assert.equal((await get({ "accept-encoding": header })).encoding, null, header);
  }
});

Deno.test("scripts lose the comments that fill their lines, and nothing else", async () => {
  const script =
    '/** a\n * b */\nconst x = 1; // c\n  // d\n  /* e */\nconst y = "// f"; /* g */\n';
  assert.equal(
    withoutComments(script),
    '\n\nconst x = 1; // c\n\n\nconst y = "// f"; /* g */\n',
  );
  for (const { path, text } of pageFiles) {
    if (!path.endsWith(".js")) continue;
    const source = await Deno.readTextFile(new URL(`page${path}`, import.meta.url));
    const [before, after] = [source, text].map((all) => all.split("\n"));
    assert.equal(after.length, before.length, path);
    for (const [at, line] of after.entries()) {
      if (line !== before[at]) assert.match(before[at].trim(), /^(\/\/|\/\*|\*)/, `${path} ${at}`);
    }
  }
});

Deno.test("the page names every module that it will import, so that they load at once", async () => {
  const { ask } = openApp();
  const html = await (await ask("/")).text();
  const named = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, at]) =>
    at
  );
  const imported = new Set(["/app.js"]);
  for (const path of imported) {
    const { text } = pageFiles.find((file) => file.path === path)!;
    for (const [, name] of text.matchAll(/^(?:import|\}) .*from "\.(\/[^"]+)";$/gm)) {
      imported.add(name);
    }
  }
  assert.deepEqual(named.sort(), [...imported].sort());
});

Deno.test("every file beside index.html is served", async () => {
  const names = (await Array.fromAsync(Deno.readDir(new URL("page/", import.meta.url))))
    .map(({ name }) => `/${name}`).filter((name) => name !== "/index.html");
  assert.deepEqual(pageFiles.map(({ path }) => path).sort(), names.sort());
});
