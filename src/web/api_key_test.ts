import assert from "node:assert/strict";
import { madeUpTracks } from "../music/tracks.ts";
import { parseApiKey } from "./api_key.ts";
import { errorSchema } from "./api_schemas.ts";
import { createApp } from "./create_app.ts";
import { defaultLimits, type Limits } from "./request_limits.ts";
import { createFakeAnalyser } from "./testing/fake_analyser.ts";

const key = "made-for-this-test-0";

function openApp(limits: Partial<Limits> = {}, proxies: string[] = []) {
  const app = createApp({
    proxies,
    analyser: createFakeAnalyser(),
    music: madeUpTracks(),
    limits: { ...defaultLimits, ...limits },
    apiKey: key,
  });
  return async (path: string, headers: Record<string, string> = {}) => {
    const request = new Request(`http://localhost${path}`, {
      headers: { host: "localhost", ...headers },
    });
    return await app.fetch(request, { address: "10.0.0.7" });
  };
}

Deno.test("nothing but /health is answered without the key", async () => {
  const ask = openApp();
  const wrong: Record<string, string>[] = [
    {},
    { authorization: `Bearer ${key}x` },
    { authorization: key },
    { authorization: "Bearer " },
    { cookie: "duygu_key=" },
    { cookie: `duygu_key=${key.slice(1)}` },
    { cookie: `other=${key}` },
  ];
  for (const headers of wrong) {
    for (const path of ["/", "/app.js", "/api/status", "/openapi.json", "/nothing"]) {
      const answer = await ask(path, headers);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get("www-authenticate"), "Bearer");
      assert.equal(errorSchema.parse(await answer.json()).error.code, "unauthorized");
    }
    assert.equal((await ask("/health", headers)).status, 200);
  }
  const right: Record<string, string>[] = [
    { authorization: `Bearer ${key}` },
    { cookie: `a=b; duygu_key=${key}` },
  ];
  for (const headers of right) {
    for (const path of ["/", "/app.js", "/api/status"]) {
      assert.equal((await ask(path, headers)).status, 200);
    }
  }
});

Deno.test("a browser is let in by its address once, and keeps a cookie that no script reads", async () => {
  const ask = openApp();
  const answer = await ask(`/?key=${key}`);
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/"]);
  const cookie = answer.headers.get("set-cookie")!;
  assert.match(cookie, /; HttpOnly; SameSite=Lax$/);
  assert.equal((await ask("/", { cookie: cookie.split(";")[0] })).status, 200);
  assert.equal((await ask("/?key=wrong")).status, 401);
  assert.equal((await ask(`/app.js?key=${key}`)).status, 401);
});

Deno.test("over https the cookie is for https alone, where a known proxy says so", async () => {
  const cookie = async (proxies: string[], headers: Record<string, string>) =>
    (await openApp({}, proxies)(`/?key=${key}`, headers)).headers.get("set-cookie")!;
  const https = { "x-forwarded-proto": "https" };
  assert.match(await cookie(["10.0.0.7"], https), /; SameSite=Lax; Secure$/);
  for (const [proxies, headers] of [[["10.0.0.8"], https], [["10.0.0.7"], {}]] as const) {
    assert.doesNotMatch(await cookie([...proxies], headers), /Secure/);
  }
});

Deno.test("who guesses is slowed down, behind a proxy each by himself", async () => {
  const ask = openApp({ postsAtOnce: 1 }, ["10.0.0.7"]);
  const status = async (client: string) =>
    (await ask("/?key=guess", { "x-forwarded-for": client })).status;
  assert.deepEqual([await status("192.0.2.1"), await status("192.0.2.1")], [401, 429]);
  // What the client wrote stands before what the proxy added.
  assert.equal(await status("192.0.2.9, 192.0.2.1"), 429);
  assert.equal(await status("192.0.2.2"), 401);
});

Deno.test("who guesses is slowed down", async () => {
  const ask = openApp({ postsAtOnce: 3 });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await ask(`/?key=guess${i}`)).status);
  assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
});

Deno.test("a key is a line of a file, long enough", () => {
  assert.equal(parseApiKey(`${key}\nmore`, "key.txt"), key);
  for (const text of ["", "short", "x".repeat(15), "with spaces in it, long", "ü".repeat(20)]) {
    assert.throws(() => parseApiKey(text, "key.txt"), /first line of key\.txt to be a key of 16/);
  }
});
