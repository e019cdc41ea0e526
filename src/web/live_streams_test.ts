import assert from "node:assert/strict";
import { until } from "../base/testing/until.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { madeUpTracks } from "../music/tracks.ts";
import { liveEventSchemas } from "./api_schemas.ts";
import { createApp } from "./create_app.ts";
import { defaultLimits, type Limits } from "./request_limits.ts";
import { closeServer, createAppServer } from "./serve.ts";
import { createFakeAnalyser, type FakeAnswers, happySpeech } from "./testing/fake_analyser.ts";
import { withServedApp } from "./testing/serve_app.ts";

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const wav = new Uint8Array(encodeWav(new Float32Array(100), 16_000));

/** A client of a stream, as any program is one. */
async function openStream(origin: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const answer = await fetch(`${origin}/api/live`, { signal: stop.signal, headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  /** The next event, of which the shape is the published one; undefined at the end. */
  const next = async () => {
    while (true) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const [first, second] = text.slice(0, end).split("\n");
        text = text.slice(end + 2);
        if (first === ":") continue;
        const name = first.slice("event: ".length) as keyof typeof liveEventSchemas;
        const data = JSON.parse(second.slice("data: ".length));
        liveEventSchemas[name].strict().parse(data);
        return { name, data };
      }
      const { done, value } = await reader.read().catch(() => ({ done: true, value: "" }));
      if (done) return undefined;
      text += value;
    }
  };
  const opened = (await next())!;
  assert.equal(opened.name, "open");
  const send = async (medium: "photo" | "speech") => {
    const sent = await fetch(`${origin}/api/live/${opened.data.id}/${medium}`, {
      method: "POST",
      body: medium === "photo" ? jpeg : wav,
      headers: { "content-type": medium === "photo" ? "image/jpeg" : "audio/wav", ...headers },
    });
    await sent.body?.cancel();
    return sent.status;
  };
  // What is aborted while nobody reads keeps its connection until it is collected.
  const leave = () => {
    reader.cancel().catch(() => {});
    stop.abort();
  };
  return { opened, next, send, stop: leave };
}

const servedBy = (
  answers: FakeAnswers,
  limits: Partial<Limits>,
  test: (origin: string, analyser: ReturnType<typeof createFakeAnalyser>) => Promise<void>,
) => {
  const analyser = createFakeAnalyser(answers);
  const parts = { analyser, limits: { ...defaultLimits, ...limits }, log: () => {} };
  return withServedApp(parts, (origin) => test(origin, analyser));
};

const healthOf = async (origin: string) => await (await fetch(`${origin}/health`)).json();

/** A connection that has gone is noticed at the latest by the next beat. */
const noticed = (condition: () => Promise<boolean>) => until(condition, 120);

Deno.test("pictures and sounds that are sent come back as events, followed and smoothed", () =>
  servedBy({}, {}, async (origin) => {
    const { opened, next, send, stop } = await openStream(origin);
    assert.deepEqual(opened.data.leastConfidence, { photo: 0.4, speech: 0.4 });
    assert.equal(await send("photo"), 204);
    assert.deepEqual((await next())!.data.faces, []);
    await send("photo");
    const { name, data } = (await next())!;
    assert.equal(name, "faces");
    assert.deepEqual([data.width, data.height, data.faces.length], [640, 480, 1]);
    const [{ id, isSeen, predicted, unsure }] = data.faces;
    assert.deepEqual([id, isSeen, predicted, unsure], [1, true, "happy", false]);
    await send("speech");
    const heard = (await next())!;
    assert.equal(heard.name, "voice");
    assert.deepEqual([heard.data.isHeard, heard.data.voice.predicted], [true, "happy"]);
    stop();
  }));

Deno.test("where nobody speaks, the voice is as before; nobody is judged by silence", () => {
  let spokenS = 0;
  let unjudged = {};
  const speech = () => ({ ...happySpeech, ...unjudged, spokenS });
  return servedBy({ speech }, {}, async (origin) => {
    const { next, send, stop } = await openStream(origin);
    await send("speech");
    assert.deepEqual((await next())!.data.voice, null);
    spokenS = 2;
    await send("speech");
    const { voice } = (await next())!.data;
    spokenS = 0.4;
    await send("speech");
    const { data } = (await next())!;
    assert.deepEqual([data.isHeard, data.spokenS, data.voice], [false, 0.4, voice]);
    // Far too quiet to be judged, though it varies as speech does.
    spokenS = 2;
    unjudged = { predicted: null, probabilities: null, shares: {} };
    assert.equal(await send("speech"), 204);
    const unheard = (await next())!.data;
    assert.deepEqual([unheard.isHeard, unheard.voice], [false, voice]);
    stop();
  });
});

Deno.test("streams know nothing of each other, and as many are open as may be", () =>
  servedBy({}, { streams: 2 }, async (origin) => {
    const [one, other] = [await openStream(origin), await openStream(origin)];
    const third = await fetch(`${origin}/api/live`);
    assert.deepEqual([third.status, third.headers.get("retry-after")], [429, "5"]);
    assert.equal((await third.json()).error.code, "busy");
    assert.equal((await healthOf(origin)).streams, 2);
    for (let times = 0; times < 2; times++) await one.send("photo");
    await one.next();
    assert.equal((await one.next())!.data.faces.length, 1);
    await other.send("photo");
    assert.deepEqual((await other.next())!.data.faces, []);
    one.stop();
    // On a machine that is very busy the other one may have been idle too long by then.
    await noticed(async () => (await healthOf(origin)).streams < 2);
    const again = await openStream(origin);
    assert.notEqual(again.opened.data.id, one.opened.data.id);
    assert.equal(await one.send("photo"), 404);
    again.stop();
    other.stop();
  }));

Deno.test("a client that goes ends the work: what waits is not analysed any more", () => {
  const { promise: allowed, resolve: allow } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const photo = async () => {
    begin();
    await allowed;
    return { width: 1, height: 1, faces: [] };
  };
  return servedBy({ photo }, {}, async (origin, analyser) => {
    const { send, stop } = await openStream(origin);
    const first = send("photo");
    await begun;
    const waiting = [send("photo"), send("photo"), send("speech")];
    await noticed(async () => (await healthOf(origin)).queued === 4);
    stop();
    await noticed(async () => (await healthOf(origin)).streams === 0);
    allow();
    assert.deepEqual(await Promise.all(waiting), [404, 404, 404]);
    assert.equal(await first, 204);
    assert.deepEqual(analyser.asked, { photo: 1, speech: 0 });
    assert.equal((await healthOf(origin)).queued, 0);
  });
});

Deno.test("a stream to which nothing is sent ends by itself, and says so", () =>
  servedBy({}, { streamIdleMs: 50 }, async (origin) => {
    const { next } = await openStream(origin);
    assert.deepEqual(await next(), { name: "end", data: { reason: "idle" } });
    assert.equal(await next(), undefined);
    await noticed(async () => (await healthOf(origin)).streams === 0);
  }));

Deno.test("a server that is stopped ends its streams at once", async () => {
  const app = createApp({
    analyser: createFakeAnalyser(),
    music: madeUpTracks(),
    limits: defaultLimits,
  });
  const server = createAppServer(app, defaultLimits);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  const { next } = await openStream(`http://127.0.0.1:${port}`);
  // Otherwise it waits for as long as an upload and an analysis may take.
  const closed = closeServer(server, { ...defaultLimits, uploadMs: 1e8, analysisMs: 1e8 });
  assert.equal(await next(), undefined);
  await closed;
});

Deno.test("streams need the server's key, come from its own pages, and count as requests", async () => {
  const key = "made-for-this-test-0";
  const parts = { analyser: createFakeAnalyser(), apiKey: key };
  await withServedApp(parts, async (origin) => {
    const refused = await fetch(`${origin}/api/live`);
    assert.equal((await refused.json()).error.code, "unauthorized");
    const headers = { authorization: `Bearer ${key}` };
    const { opened, send, next, stop } = await openStream(origin, headers);
    const stranger = await fetch(`${origin}/api/live/${opened.data.id}/photo`, {
      method: "POST",
      body: jpeg,
      headers: { "content-type": "image/jpeg" },
    });
    assert.equal((await stranger.json()).error.code, "unauthorized");
    assert.equal(await send("photo"), 204);
    assert.equal((await next())!.name, "faces");
    stop();
    const foreign = await fetch(`${origin}/api/live`, {
      headers: { ...headers, "sec-fetch-site": "cross-site" },
    });
    assert.equal((await foreign.json()).error.code, "wrong_origin");
  });
  await servedBy({}, { postsAtOnce: 1, postsPerMinute: 1 }, async (origin) => {
    const { send, stop } = await openStream(origin);
    assert.equal(await send("photo"), 429);
    stop();
  });
});
