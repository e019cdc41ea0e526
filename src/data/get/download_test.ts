import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";
import { fileAnswer, withHost } from "../testing/fake_host.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { download, type DownloadOptions, retryAfterMs } from "./download.ts";

const BYTES = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 131 + (at >> 8)) & 255);
const FAST: DownloadOptions = { backOffMs: 1 };

/** Downloads from `origin`/file into `folder`; gives the path. */
async function get(
  origin: string,
  folder: string,
  further: { sha256?: string; authorization?: string; origins?: string[] } = {},
  options: DownloadOptions = FAST,
): Promise<string> {
  const path = join(folder, "file.zip");
  await download({ address: `${origin}/file`, path, origins: [origin], ...further }, options);
  return path;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("download follows redirects and shows the token to the first host alone", async () => {
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, BYTES), async (storage) => {
      await withHost(
        (request) =>
          request.url.endsWith("/file")
            ? Response.redirect(new URL("/signed", request.url))
            : Response.redirect(`${storage.origin}/kept?signature=1`),
        async ({ origin, requests }) => {
          const path = await get(origin, folder, {
            origins: [origin, storage.origin],
            authorization: "Basic abc",
          });
          assert.deepEqual(await Deno.readFile(path), BYTES);
          assert.deepEqual(await namesIn(folder), ["file.zip"]);
          const shown = [...requests, ...storage.requests]
            .map(({ headers }) => headers.get("authorization"));
          assert.deepEqual(shown, ["Basic abc", "Basic abc", null]);
        },
      );
    });
  });
});

Deno.test("download refuses to be led to another host, which is not asked", async () => {
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, BYTES), async (other) => {
      await withHost(() => Response.redirect(`${other.origin}/file`), async ({ origin }) => {
        await assert.rejects(get(origin, folder), (error: Error) => {
          assert.ok(error instanceof UserError);
          assert.ok(error.message.includes(`but it leads to ${other.origin}`), error.message);
          return true;
        });
        assert.equal(other.requests.length, 0);
        assert.deepEqual(await namesIn(folder), []);
      });
    });
  });
});

Deno.test("download goes on after a cut in the middle, with Range and If-Range", async () => {
  await withTemporaryFolder(async (folder) => {
    const told: [number, number | undefined][] = [];
    await withHost(
      (request, earlier) =>
        fileAnswer(request, BYTES, { etag: '"v1"', cutAfter: earlier < 2 ? 100_000 : undefined }),
      async ({ origin, requests }) => {
        const path = await get(origin, folder, { sha256: sha256(BYTES) }, {
          ...FAST,
          onProgress: (...one) => told.push(one),
        });
        assert.deepEqual(await Deno.readFile(path), BYTES);
        assert.equal(requests.length, 3);
        assert.equal(requests[0].headers.get("range"), null);
        for (const { headers } of requests.slice(1)) {
          assert.match(headers.get("range")!, /^bytes=[1-9]\d*-$/);
          assert.equal(headers.get("if-range"), '"v1"');
        }
        assert.deepEqual(told.at(-1), [BYTES.length, BYTES.length]);
        assert.deepEqual(await namesIn(folder), ["file.zip"]);
      },
    );
  });
});

Deno.test("download begins anew where the content has changed, or cannot be told apart", async () => {
  const changed = BYTES.toReversed();
  const manners: [string, (earlier: number) => { etag?: string; ranges?: boolean }][] = [
    ["changed", (earlier) => ({ etag: `"v${earlier}"` })],
    ["without validator", () => ({})],
    ["weak validator", () => ({ etag: 'W/"v1"' })],
    ["without ranges", () => ({ etag: '"v1"', ranges: false })],
  ];
  for (const [what, manner] of manners) {
    await withTemporaryFolder(async (folder) => {
      await withHost(
        (request, earlier) =>
          fileAnswer(request, earlier ? changed : BYTES, {
            ...manner(earlier),
            cutAfter: earlier ? undefined : 100_000,
          }),
        async ({ origin }) => {
          assert.deepEqual(await Deno.readFile(await get(origin, folder)), changed, what);
        },
      );
    });
  }
});

Deno.test("download waits as a busy host says, and twice as long each time where it does not", async () => {
  await withTemporaryFolder(async (folder) => {
    const said: string[] = [];
    const statuses = [429, 503, 500];
    await withHost(
      (request, earlier) =>
        earlier < statuses.length
          ? new Response(null, {
            status: statuses[earlier],
            headers: earlier ? {} : { "retry-after": "1" },
          })
          : fileAnswer(request, BYTES),
      async ({ origin }) => {
        const startedMs = performance.now();
        await get(origin, folder, {}, { backOffMs: 100, say: (text) => said.push(text) });
        assert.ok(performance.now() - startedMs >= 1000 + 200 + 400 - 20);
        const words = said.map((text) => text.replace(/^127\.0\.0\.1:\d+ /, ""));
        assert.deepEqual(words, [
          "is busy (status 429); trying again in 1 s",
          "is busy (status 503); trying again in 0.2 s",
          "is busy (status 500); trying again in 0.4 s",
        ]);
      },
    );
  });
});

Deno.test("download gives up in the end, and the next one goes on from there", async () => {
  await withTemporaryFolder(async (folder) => {
    let isUp = false;
    await withHost(
      (request, earlier) =>
        isUp
          ? fileAnswer(request, BYTES, { etag: '"v1"' })
          : earlier === 0
          ? fileAnswer(request, BYTES, { etag: '"v1"', cutAfter: 200_000 })
          : new Response(null, { status: 503 }),
      async ({ origin, requests }) => {
        await assert.rejects(
          get(origin, folder, {}, { ...FAST, attempts: 3 }),
          /status 503\); gave up after 3 attempts/,
        );
        assert.deepEqual(await namesIn(folder), ["file.zip.part", "file.zip.part.json"]);
        isUp = true;
        assert.deepEqual(await Deno.readFile(await get(origin, folder)), BYTES);
        assert.match(requests.at(-1)!.headers.get("range")!, /^bytes=[1-9]/);
      },
    );
  });
});

Deno.test("download requests nothing twice where only the last step was missing", async () => {
  await withTemporaryFolder(async (folder) => {
    await withHost(
      (request) => fileAnswer(request, BYTES, { etag: '"v1"' }),
      async ({ origin }) => {
        await Deno.writeFile(join(folder, "file.zip.part"), BYTES);
        const state = { address: `${origin}/file`, validator: '"v1"' };
        await Deno.writeTextFile(join(folder, "file.zip.part.json"), JSON.stringify(state));
        assert.deepEqual(await Deno.readFile(await get(origin, folder)), BYTES);
      },
    );
  });
});

Deno.test("download does not wait for ever for a silent host", async () => {
  await withTemporaryFolder(async (folder) => {
    let release = () => {};
    const late = new Promise<void>((resolve) => release = resolve);
    await withHost(
      async (request, earlier) => {
        if (earlier === 0) await late;
        return fileAnswer(request, BYTES);
      },
      async ({ origin }) => {
        const said: string[] = [];
        await get(origin, folder, {}, {
          ...FAST,
          silenceMs: 200,
          say: (text) => {
            said.push(text);
            release();
          },
        });
        assert.match(said[0], /was silent for 0\.2 s/);
      },
    );
  });
});

const PAGE = new TextEncoder().encode("\n<!DOCTYPE html><title>Sign in</title>");
const refusals: [string, (request: Request) => Response, RegExp, { sha256?: string }?][] = [
  [
    "a sign-in page",
    (request) => fileAnswer(request, PAGE, { type: "text/html; charset=utf-8" }),
    /sends a web page \(to sign in/,
  ],
  ["a page that calls itself an archive", (request) => fileAnswer(request, PAGE), /a web page/],
  ["a moved file", () => new Response("gone", { status: 404 }), /status 404\): it was moved/],
  ["a refusal", () => new Response("no", { status: 403 }), /refuses the download \(status 403\)/],
  [
    "a wrong hash",
    (request) => fileAnswer(request, BYTES),
    /to have the SHA-256 0{64}, but found [0-9a-f]{64}/,
    { sha256: "0".repeat(64) },
  ],
  [
    "a circle of redirects",
    (request) => Response.redirect(request.url),
    /at most 10 redirects/,
  ],
];
for (const [what, answer, message, further] of refusals) {
  Deno.test(`download tells ${what} and leaves nothing`, async () => {
    await withTemporaryFolder(async (folder) => {
      await withHost(answer, async ({ origin }) => {
        await assert.rejects(get(origin, folder, further), (error: Error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, message);
          return true;
        });
        assert.deepEqual(await namesIn(folder), []);
      });
    });
  });
}

Deno.test({
  name: "download tells a full disk at once",
  // Where every write fails for want of room.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withTemporaryFolder(async (folder) => {
      await Deno.symlink("/dev/full", join(folder, "file.zip.part"));
      await withHost((request) => fileAnswer(request, BYTES), async ({ origin, requests }) => {
        await assert.rejects(
          get(origin, folder),
          /^Error: Could not write .*file\.zip\.part: No space left on device/,
        );
        assert.equal(requests.length, 1);
      });
    });
  },
});

Deno.test("retryAfterMs reads seconds and dates, and waits five minutes at most", () => {
  const now = Date.parse("2024-05-01T10:00:00Z");
  assert.equal(retryAfterMs(null, now), undefined);
  assert.equal(retryAfterMs("7", now), 7000);
  assert.equal(retryAfterMs("Wed, 01 May 2024 10:00:30 GMT", now), 30_000);
  assert.equal(retryAfterMs("Wed, 01 May 2024 09:00:00 GMT", now), 0);
  assert.equal(retryAfterMs("86400", now), 300_000);
  assert.equal(retryAfterMs("soon", now), undefined);
});

Deno.test("download leaves a file alone that another process downloads", async () => {
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, BYTES), async ({ origin }) => {
      using other = await Deno.open(join(folder, "file.zip.part"), { write: true, create: true });
      await other.lock(true);
      await assert.rejects(get(origin, folder), /no other download into .*, but another process/);
    });
  });
});
