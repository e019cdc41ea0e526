import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { textLines } from "../base/text.ts";
import { madeUpTracks } from "../music/tracks.ts";
import { createApp } from "./create_app.ts";
import { defaultLimits } from "./request_limits.ts";
import { serve, type ServerLimits } from "./serve.ts";
import { createFakeAnalyser, happyPhoto } from "./testing/fake_analyser.ts";

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);
const parts = { music: madeUpTracks(), limits: defaultLimits };

/** Serves until `controller` is aborted; the address, and the promise that ends with the server. */
async function start(
  app: ReturnType<typeof createApp>,
  controller: AbortController,
  limits: ServerLimits = defaultLimits,
) {
  const { promise: address, resolve } = Promise.withResolvers<string>();
  const { signal } = controller;
  const options = { hostname: "127.0.0.1", port: 0, signal, onListen: resolve, limits };
  const ended = serve(app, options);
  return { address: await address, ended };
}

Deno.test("stopped, it answers what it is being asked and takes nothing new", async () => {
  const asked = Promise.withResolvers<void>();
  const photo = async () => {
    asked.resolve();
    await new Promise((resolve) => setTimeout(resolve, 150));
    return happyPhoto;
  };
  const controller = new AbortController();
  const app = createApp({ ...parts, analyser: createFakeAnalyser({ photo }) });
  const { address, ended } = await start(app, controller);
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const answer = fetch(`${address}api/photo`, {
    method: "POST",
    body: jpeg,
    headers: { "content-type": "image/jpeg" },
  });
  await asked.promise;
  controller.abort();
  const { faces } = await (await answer).json();
  assert.equal(faces.length, 1);
  await ended;
  await assert.rejects(fetch(`${address}health`));
});

Deno.test("a port that is taken, and an address that is none, are reported", async () => {
  const controller = new AbortController();
  const app = createApp({ ...parts, analyser: createFakeAnalyser() });
  const { address, ended } = await start(app, controller);
  const port = Number(new URL(address).port);
  const options = { port, signal: controller.signal, onListen: () => {} };
  await assert.rejects(serve(app, { ...options, hostname: "127.0.0.1" }), {
    name: "UserError",
    message: new RegExp(`^Expected port ${port} of 127.0.0.1 to be free, but .*--port$`),
  });
  await assert.rejects(serve(app, { ...options, hostname: "no such name" }), {
    name: "UserError",
    message: /^Could not listen at no such name:/,
  });
  controller.abort();
  await ended;
});

/** A connection that has sent `text`; `answer` is all that comes until it is closed. */
async function connect(address: string, text: string) {
  const connection = await Deno.connect({ port: Number(new URL(address).port) });
  const sendBytes = async (bytes: Uint8Array) => {
    for (let sent = 0; sent < bytes.length;) {
      sent += await connection.write(bytes.subarray(sent));
    }
  };
  const send = (more: string) => sendBytes(new TextEncoder().encode(more));
  if (text) await send(text);
  // A connection that was refused at once may be reset.
  const answer = new Response(connection.readable).text().catch(() => "");
  return { send, sendBytes, answer };
}

/** Serves while `test` runs. */
async function withServer(
  limits: Partial<ServerLimits>,
  test: (address: string, controller: AbortController) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const app = createApp({ ...parts, analyser: createFakeAnalyser() });
  const { address, ended } = await start(app, controller, { ...defaultLimits, ...limits });
  try {
    await test(address, controller);
  } finally {
    controller.abort();
    await ended;
  }
}

const HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

Deno.test("headers that do not come, and connections that ask nothing more, are closed", async () => {
  await withServer({ headersMs: 500, idleMs: 300 }, async (address) => {
    const [silent, half, idle] = await Promise.all(
      ["", "GET /health HTTP/1.1\r\nHost: local", HEALTH].map((text) => connect(address, text)),
    );
    assert.match(await silent.answer, /^(HTTP\/1\.1 408 |$)/);
    assert.match(await half.answer, /^HTTP\/1\.1 408 /);
    assert.match(await idle.answer, /^HTTP\/1\.1 200 OK\r\n[^]*"status":"ok"/);
  });
});

Deno.test("more connections than the bound are turned away, and those that are there go on", async () => {
  await withServer({ connections: 4, headersMs: 800 }, async (address) => {
    const first = await connect(address, HEALTH.slice(0, -2));
    const others = [];
    for (let count = 0; count < 9; count++) {
      others.push(await connect(address, "GET / HTTP/1.1\r\n"));
    }
    await first.send("Connection: close\r\n\r\n");
    assert.match(await first.answer, /^HTTP\/1\.1 200 /);
    const answers = await Promise.all(others.map(({ answer }) => answer));
    assert.ok(answers.filter((answer) => answer === "").length >= 5, "turned away at once");
    assert.equal((await fetch(`${address}health`)).status, 200);
  });
});

Deno.test("280 half-open connections do not end a server that may open 256 files", async () => {
  const script = fileURLToPath(new URL("testing/serve_fake.ts", import.meta.url));
  const words = [Deno.execPath(), "run", "--no-check", "-A", script];
  const child = new Deno.Command("sh", {
    args: ["-c", 'ulimit -n 256; exec "$@"', "sh", ...words],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const { value: address } = await textLines(child.stdout)[Symbol.asyncIterator]().next();
    const open: Deno.Conn[] = [];
    const port = Number(new URL(address!).port);
    // One that waits in the system's queue is half open too.
    const opened = Array.from({ length: 280 }, async () => {
      const one = await Deno.connect({ port });
      open.push(one);
      await one.write(new TextEncoder().encode("GET / HT")).catch(() => {});
    });
    const late = new Promise((resolve) => setTimeout(resolve, 5000));
    await Promise.race([Promise.allSettled(opened), late]);
    // After the time for headers there is room again.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const answer = await fetch(`${address}health`, { signal: AbortSignal.timeout(60_000) });
    assert.equal((await answer.json()).queued, 0);
    for (const one of open) one.close();
  } finally {
    child.kill("SIGKILL");
    await child.output().catch(() => child.status);
  }
});

Deno.test("an upload under way is taken to its end when the server is stopped", async () => {
  await withServer({}, async (address, controller) => {
    const head = "POST /api/photo HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n" +
      "Content-Length: 8\r\n\r\n";
    const upload = await connect(address, head);
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const body = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]);
    await upload.sendBytes(body.subarray(0, 4));
    await upload.sendBytes(body.subarray(4));
    assert.match(await upload.answer, /^HTTP\/1\.1 200 OK\r\n[^]*"faces":/);
    await assert.rejects(fetch(`${address}health`));
  });
});

Deno.test("addresses in the request's first line and hosts in any form reach the application", async () => {
  await withServer({}, async (address) => {
    const status = async (first: string, host: string) => {
      const text = `GET ${first} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      return Number((await (await connect(address, text)).answer).slice(9, 12));
    };
    assert.equal(await status("http://evil.example/health", "127.0.0.1"), 421);
    assert.equal(await status("http://127.0.0.1/health", "127.0.0.1"), 200);
    assert.equal(await status("/health", "[0:0:0:0:0:0:0:1]:80"), 200);
    assert.equal(await status("/health", "Localhost.:8000"), 200);
    assert.equal(await status("/health", "evil_example"), 421);
    assert.equal(await status("/health", "two words"), 400);
  });
});

Deno.test("a body that is refused early is not read on, and the refusal arrives", async () => {
  await withServer({}, async (address) => {
    const text = "POST /api/photo HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n" +
      "Content-Length: 99999999\r\n\r\nabc";
    assert.match(await (await connect(address, text)).answer, /^HTTP\/1\.1 413 [^]*"too_large"/);
  });
});

Deno.test("an upload that tells no length and becomes too large is refused; the server goes on", async () => {
  await withServer({}, async (address) => {
    const head = "POST /api/photo HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n" +
      "Transfer-Encoding: chunked\r\n\r\n";
    const part = "x".repeat(16_000);
    const count = Math.ceil(1.2 * defaultLimits.photoBytes / part.length);
    const body = `${part.length.toString(16)}\r\n${part}\r\n`.repeat(count) + "0\r\n\r\n";
    // All of it is taken, as proxies tell of the refusal only then.
    const upload = await connect(address, head);
    await upload.send(body);
    assert.match(await upload.answer, /^HTTP\/1\.1 413 [^]*"too_large"/);
    assert.equal((await fetch(`${address}health`)).status, 200);
  });
});

Deno.test("an upload that breaks off leaves no trace; the server goes on", async () => {
  await withServer({}, async (address) => {
    const head = "POST /api/photo HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n" +
      "Content-Length: 1000\r\n\r\nabc";
    const connection = await Deno.connect({ port: Number(new URL(address).port) });
    await connection.write(new TextEncoder().encode(head));
    await new Promise((resolve) => setTimeout(resolve, 100));
    connection.close();
    let queued = 1;
    for (let turn = 0; queued && turn < 300; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      ({ queued } = await (await fetch(`${address}health`)).json());
    }
    assert.equal(queued, 0);
  });
});
