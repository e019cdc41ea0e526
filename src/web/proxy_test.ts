/** docs/serve-behind-a-proxy.md: nginx and Caddy with its configurations in front of the server. */
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { pathExists } from "../base/files.ts";
import { freePort } from "../base/testing/free_port.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeTracks } from "../music/testing/made_tracks.ts";
import type { AppParts } from "./create_app.ts";
import { PART_BYTES } from "./audio_files.ts";
import { defaultLimits } from "./request_limits.ts";
import { chromiumTest, withChromium } from "./testing/chromium.ts";
import { createFakeAnalyser, happyPhoto } from "./testing/fake_analyser.ts";
import { withServedApp } from "./testing/serve_app.ts";

const text = await Deno.readTextFile(
  new URL("../../docs/serve-behind-a-proxy.md", import.meta.url),
);
const key = "made-for-this-test-0";

/** The block of the document in `language`. */
function blockOf(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)![1];
}

/** Replaces each of `changes` in `config`, which must have it. */
function changed(config: string, changes: Record<string, string>): string {
  for (const [from, to] of Object.entries(changes)) {
    assert.ok(config.includes(from), from);
    config = config.replaceAll(from, to);
  }
  return config;
}

/** What a proxy is given. */
interface Setting {
  folder: string;
  /** Of the proxy. */
  port: number;
  /** Of Duygu, such as "127.0.0.1:8000". */
  upstream: string;
}

/** Writes the configuration and tells the command that runs it in the foreground. */
const proxies: Record<string, {
  program: string;
  prepare(setting: Setting): Promise<string[]>;
}> = {
  nginx: {
    program: "/usr/sbin/nginx",
    async prepare({ folder, port, upstream }) {
      const server = changed(blockOf("nginx"), {
        "listen 443": `listen 127.0.0.1:${port}`,
        "127.0.0.1:8000": upstream,
        "/etc/ssl/": `${folder}/`,
        "/var/log/nginx/": `${folder}/`,
      });
      const file = join(folder, "nginx.conf");
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map((kind) => `${kind}_temp_path ${folder}/${kind}_temp;`).join(" ");
      await Deno.writeTextFile(
        file,
        `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/main.log;\n` +
          `events {}\nhttp { access_log ${folder}/access.log; ${temporary}\n${server}\n}\n`,
      );
      return ["-e", join(folder, "main.log"), "-p", folder, "-c", file];
    },
  },
  caddy: {
    program: "/usr/bin/caddy",
    async prepare({ folder, port, upstream }) {
      const site = changed(blockOf("caddy"), {
        "duygu.example {": `duygu.example:${port} {\n\tbind 127.0.0.1`,
        "127.0.0.1:8000": upstream,
        "/etc/ssl/": `${folder}/`,
      });
      const file = join(folder, "Caddyfile");
      const options = `{\n\tadmin off\n\tauto_https disable_redirects\n}\n`;
      await Deno.writeTextFile(file, options + site);
      return ["run", "--adapter", "caddyfile", "--config", file];
    },
  },
};

/** The certificate of the document, made by its own command. */
async function makeCertificate(folder: string): Promise<string> {
  const [, command] = /```sh\n(openssl req[^]*?)```/.exec(text)!;
  const { success, stderr } = await new Deno.Command("sh", { args: ["-c", command], cwd: folder })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return await Deno.readTextFile(join(folder, "duygu.example.pem"));
}

/** Waits until something listens. */
async function untilListening(port: number, process: Deno.ChildProcess): Promise<void> {
  let isEnded = false;
  process.status.then(() => isEnded = true);
  for (let turn = 0; turn < 600 && !isEnded; turn++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("Expected the proxy to listen, but it does not");
}

/** How a client asks. */
interface Asked {
  method?: string;
  headers?: Record<string, string>;
  /** Sent in parts, so that no length is told before. */
  body?: Uint8Array;
  /** The address that it comes from. */
  from?: string;
  /** The name that it asks for, beside the server's. */
  host?: string;
}

type Ask = (path: string, asked?: Asked) => Promise<IncomingMessage>;

/** A client of the proxy at `port`, which trusts `ca` alone. */
function clientOf(port: number, ca: string): Ask {
  return async (path, { method = "GET", headers = {}, body, from = "127.0.0.1", host } = {}) => {
    const outgoing = request({
      host: "127.0.0.1",
      port,
      path,
      method,
      ca,
      servername: "duygu.example",
      localAddress: from,
      headers: {
        host: host ?? `duygu.example:${port}`,
        authorization: `Bearer ${key}`,
        ...body ? { "transfer-encoding": "chunked" } : {},
        ...headers,
      },
      agent: false,
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on("response", resolve).on("error", reject);
    });
    const half = Math.floor((body?.length ?? 0) / 2);
    if (body) outgoing.write(body.subarray(0, half));
    outgoing.end(body?.subarray(half));
    return await answered;
  };
}

async function bytesOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of incoming) parts.push(part);
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

async function jsonOf(incoming: IncomingMessage) {
  return JSON.parse(new TextDecoder().decode(await bytesOf(incoming)));
}

/** Server-sent events, as they arrive. */
async function* eventsOf(incoming: IncomingMessage) {
  let text = "";
  for await (const part of incoming) {
    text += new TextDecoder().decode(part);
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, name] = /^event: (.+)$/m.exec(text.slice(0, end)) ?? [];
      const [, data] = /^data: (.+)$/m.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name) yield { name, data: JSON.parse(data) };
    }
  }
}

/** Runs `test` with the proxy `name` in front of an application. */
async function withProxy(
  name: string,
  parts: Partial<AppParts>,
  test: (proxy: { ask: Ask; port: number; folder: string }) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const certificate = await makeCertificate(folder);
    const port = freePort();
    const app = {
      analyser: createFakeAnalyser(),
      apiKey: key,
      allowedHosts: ["duygu.example"],
      proxies: ["127.0.0.1"],
      ...parts,
    };
    await withServedApp(app, async (upstream) => {
      const { program, prepare } = proxies[name];
      const args = await prepare({ folder, port, upstream: new URL(upstream).host });
      const process = new Deno.Command(program, {
        args,
        cwd: folder,
        env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const said = new Response(process.stderr).text();
      const end = async () => {
        try {
          process.kill("SIGTERM");
        } catch {
          // It ended before.
        }
        await process.status;
        return await said;
      };
      try {
        await untilListening(port, process);
        // Where they are gone, nginx fails instead of keeping a body in a file.
        for (const { name: folderOf } of Deno.readDirSync(folder)) {
          if (folderOf.endsWith("_temp")) Deno.removeSync(join(folder, folderOf));
        }
        await test({ ask: clientOf(port, certificate), port, folder });
      } catch (error) {
        console.error(await end());
        throw error;
      } finally {
        await end();
      }
    });
  });
}

/** Programs without which the proxy `name` cannot be tried. */
function whatIsMissing(name: string): string[] {
  return [proxies[name].program, "/usr/bin/openssl"].filter((path) => !pathExists(path));
}

for (const name of Object.keys(proxies)) {
  const missing = whatIsMissing(name);
  if (missing.length) {
    console.error(
      `skipped "${name} in front": no ${missing.join(", ")}; on Debian: apt-get install`,
    );
  }
  Deno.test({
    name: `${name} in front: key, photos, music in parts, names and limits as without it`,
    ignore: missing.length > 0,
    async fn() {
      const large = Uint8Array.from({ length: 2.5 * PART_BYTES }, (_, at) => at * 7 % 251);
      await withTemporaryFolder(async (music) => {
        await Deno.writeFile(join(music, "t0.mp3"), large);
        const [track] = madeTracks(1);
        const library = {
          folder: music,
          tracks: [{ ...track, path: "t0.mp3" }],
          failed: [],
          source: music,
          madeUp: false,
          leftOut: 0,
        };
        const received: number[] = [];
        const analyser = createFakeAnalyser({
          photo: (bytes) => {
            received.push(bytes.length);
            return happyPhoto;
          },
        });
        const limits = { ...defaultLimits, postsAtOnce: 12, postsPerMinute: 1 };
        await withProxy(
          name,
          { music: library, analyser, limits },
          async ({ ask, port, folder }) => {
            const statusOf = async (path: string, asked?: Asked) => {
              const answer = await ask(path, asked);
              await bytesOf(answer);
              return answer.statusCode;
            };
            // The key.
            assert.equal(await statusOf("/api/status"), 200);
            assert.equal(await statusOf("/", { headers: { authorization: "" } }), 401);
            assert.equal(await statusOf("/health", { headers: { authorization: "" } }), 200);
            const letIn = await ask(`/?key=${key}`, { headers: { authorization: "" } });
            await bytesOf(letIn);
            assert.deepEqual([letIn.statusCode, letIn.headers.location], [303, "/"]);
            assert.match(letIn.headers["set-cookie"]![0], /; HttpOnly; SameSite=Lax; Secure$/);

            // Photos of several megabytes, whose length nobody told before; too large ones.
            const photo = new Uint8Array(6 * 2 ** 20);
            photo.set([0xff, 0xd8, 0xff, 0xe0]);
            const headers = {
              "content-type": "image/jpeg",
              origin: `https://duygu.example:${port}`,
            };
            const post = { method: "POST", headers, body: photo };
            assert.equal((await jsonOf(await ask("/api/photo", post))).faces.length, 1);
            assert.deepEqual(received, [photo.length]);
            // Caddy breaks off where more than 256 KiB of a refused upload are still to come, and
            // a client then loses the answer; nginx takes all of it.
            const tooMany = limits.photoBytes + (name === "nginx" ? 2 ** 20 : 1);
            const tooLarge = await ask("/api/photo", { ...post, body: new Uint8Array(tooMany) });
            assert.equal((await jsonOf(tooLarge)).error.code, "too_large");
            const foreign = { ...headers, origin: "https://elsewhere.example" };
            const body = name === "nginx" ? photo : photo.subarray(0, 1000);
            const refused = await ask("/api/photo", { ...post, headers: foreign, body });
            assert.equal((await jsonOf(refused)).error.code, "wrong_origin");

            // The sound in parts.
            const path = `/api/music/audio/${track.id}`;
            const range = `bytes=${PART_BYTES}-`;
            const part = await ask(path, { headers: { range } });
            assert.equal(part.statusCode, 206);
            const last = 2 * PART_BYTES - 1;
            assert.equal(
              part.headers["content-range"],
              `bytes ${PART_BYTES}-${last}/${large.length}`,
            );
            assert.deepEqual(await bytesOf(part), large.subarray(PART_BYTES, last + 1));
            assert.equal(await statusOf(path, { headers: { range: "bytes=99999999-" } }), 416);

            // Live answers come one by one, while the stream goes on.
            const stream = await ask("/api/live");
            assert.equal(stream.statusCode, 200);
            const events = eventsOf(stream);
            const open = (await events.next()).value!;
            assert.equal(open.name, "open");
            for (let turn = 1; turn <= 2; turn++) {
              const live = { ...post, body: photo.subarray(0, 1000) };
              assert.equal(await statusOf(`/api/live/${open.data.id}/photo`, live), 204);
              const faces = (await events.next()).value!;
              assert.deepEqual([faces.name, faces.data.width], ["faces", happyPhoto.width]);
            }
            // It ends here as soon as its client has gone.
            stream.destroy();
            let { streams } = await jsonOf(await ask("/health"));
            for (let turn = 0; streams && turn < 500; turn++) {
              await new Promise((resolve) => setTimeout(resolve, 20));
              ({ streams } = await jsonOf(await ask("/health")));
            }
            assert.equal(streams, 0);

            // Each client has limits of its own.
            const question = {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: new TextEncoder().encode('{"shares":{"happy":1}}'),
            };
            const statuses: (number | undefined)[] = [];
            for (let turn = 0; turn < 12; turn++) {
              statuses.push(await statusOf("/api/music", question));
            }
            assert.ok(statuses.includes(200) && statuses.at(-1) === 429, statuses.join());
            const spoofed = { ...question.headers, "x-forwarded-for": "192.0.2.1" };
            assert.equal(await statusOf("/api/music", { ...question, headers: spoofed }), 429);
            if (Deno.build.os === "linux") {
              assert.equal(await statusOf("/api/music", { ...question, from: "127.0.0.2" }), 200);
            }

            // No file of the proxy's holds the key or what was sent.
            for (const { name: file } of Deno.readDirSync(folder)) {
              if (!/\.log$/.test(file)) continue;
              assert.ok(!(await Deno.readTextFile(join(folder, file))).includes(key), file);
            }
          },
        );
      });
    },
  });
}

chromiumTest("the page over https: the key once, a secure context, music that plays", async (t) => {
  const there = Object.keys(proxies).filter((name) => whatIsMissing(name).length === 0);
  if (there.length === 0) return;
  await withTemporaryFolder(async (folder) => {
    const rateHz = 48_000;
    const samples = new Float32Array(30 * rateHz)
      .map((_, at) => 0.2 * Math.sin(2 * Math.PI * 440 * at / rateHz));
    await Deno.writeFile(join(folder, "t0.wav"), new Uint8Array(encodeWav(samples, rateHz)));
    const [track] = madeTracks(1);
    const tracks = [{ ...track, path: "t0.wav", durationMs: 30_000 }];
    const music = { folder, tracks, failed: [], source: folder, madeUp: false, leftOut: 0 };
    await withChromium(["--host-resolver-rules=MAP duygu.example 127.0.0.1"], async (browser) => {
      for (const name of there) {
        await t.step(name, () =>
          withProxy(name, { music }, async ({ port }) => {
            const context = await browser.newContext({
              ignoreHTTPSErrors: true,
              locale: "en-US",
            });
            const page = await context.newPage();
            const asked: string[] = [];
            page.on("request", (one) => asked.push(one.url()));
            const origin = `https://duygu.example:${port}`;
            const answer = await page.goto(`${origin}/?key=${key}`);
            assert.equal(answer!.status(), 200);
            assert.equal(page.url(), `${origin}/`);
            assert.equal(await page.evaluate("isSecureContext"), true);
            assert.deepEqual((await context.cookies()).map(({ secure }) => secure), [true]);
            await page.click("text=Happy");
            await page.click("#play");
            // Its 21st second is in another part of the file than its first.
            for (const [act, condition] of [["", "> 0.2"], ["audio.currentTime = 20", "> 20.2"]]) {
              await page.evaluate(act);
              let isSo = false;
              for (let turn = 0; turn < 1500 && !isSo; turn++) {
                isSo = await page.evaluate<boolean>(`audio.currentTime ${condition}`);
                if (!isSo) await page.waitForTimeout(20);
              }
              assert.ok(isSo, condition);
            }
            assert.deepEqual(asked.filter((url) => !url.startsWith(`${origin}/`)), []);
            await context.close();
          }));
      }
    });
  });
});
