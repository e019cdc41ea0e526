import assert from "node:assert/strict";
import { join } from "node:path";
import { pathExists, sha256 } from "../../base/files.ts";
import { UserError } from "../../base/user_error.ts";
import { encodeWav } from "../audio/wav.ts";
import { indexPath } from "../clip_index.ts";
import { countByClass, requireCorpus } from "../find_corpus.ts";
import { importCorpus } from "../import/import_corpus.ts";
import { encodeZip, greyJpeg, texture, type ZipFile } from "../made_inputs.ts";
import { corpusInfo } from "../registry.ts";
import { type FakeHost, fileAnswer, withHost } from "../testing/fake_host.ts";
import { realDataRoot, realDataTest } from "../testing/real_data.ts";
import { withTemporaryFolder } from "../testing/temporary_folder.ts";
import { fetchSource, permissionsFor, type SourceRequest } from "./fetch_source.ts";
import { getCorpus, type GetOptions, kaggleAuthorization, termsText } from "./get_corpus.ts";
import { committedManifests, compareManifests, makeManifest, type Manifest } from "./manifest.ts";
import { type CorpusSource, corpusSources } from "./sources.ts";

/** A recording of 40 samples that no other `variant` has. */
function tinyWav(variant: number): Uint8Array {
  const samples = Float32Array.from({ length: 40 }, (_, at) => Math.sin(at * (1 + variant)) / 2);
  return encodeWav(samples, 16_000);
}

/** All of TurEV-DB's repository in its layout, with tiny recordings and something beside them. */
function turevArchive(): ZipFile[] {
  const codes = { angry: "kz", calm: "sk", happy: "mt", sad: "hl" };
  const root = `TurEV-DB-${"8".repeat(40)}`;
  const files = Object.entries(corpusInfo("turev").publishedCounts!).flatMap(([label, count]) =>
    Array.from({ length: count }, (_, at) => {
      const folder = label[0].toUpperCase() + label.slice(1);
      const word = String.fromCharCode(97 + at % 26, 97 + Math.floor(at / 26) % 26);
      const code = codes[label as keyof typeof codes];
      return `${root}/Sound Source/${folder}/${1 + at % 6}_${code}_${word}.wav`;
    })
  ).map((name, variant) => ({ name, content: tinyWav(variant), packed: true }));
  const test = `${root}/Model Output for Test Data/plain/Angry/1_kz_a.wav`;
  return [
    { name: `${root}/README.md`, content: new TextEncoder().encode("readme") },
    { name: test, content: tinyWav(9999) },
    ...files,
  ];
}

/** All of TESS as its Dataverse has it: without folders. */
function tessFiles(): ZipFile[] {
  const words = Array.from(
    { length: 200 },
    (_, at) => String.fromCharCode(97 + at % 26) + String.fromCharCode(97 + Math.floor(at / 26)),
  );
  const names = ["OAF", "YAF"].flatMap((speaker) =>
    ["angry", "disgust", "fear", "happy", "neutral", "ps", "sad"].flatMap((emotion) =>
      words.map((word) => `${speaker}_${word}_${emotion}.wav`)
    )
  );
  return names.map((name, variant) => ({ name, content: tinyWav(variant), packed: true }));
}

/** What a Dataverse answers that has `files` and a text beside them: its list, and bundles. */
function dataverseAnswer(request: Request, files: ZipFile[]): Response {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname.endsWith("/files")) {
    assert.equal(searchParams.get("persistentId"), "doi:10.5683/SP2/E8H2MF");
    const text = { label: "Readme.txt", dataFile: { id: 7, filesize: 3 } };
    const list = files.map(({ name, content }, at) => ({
      label: name,
      dataFile: { id: 1000 + at, filesize: content.length },
    }));
    return Response.json({ status: "OK", data: [text, ...list] });
  }
  const [, ids] = /^\/api\/access\/datafiles\/([\d,]+)$/.exec(pathname)!;
  const some = ids.split(",").map((id) => files[Number(id) - 1000]);
  const manifest = { name: "MANIFEST.TXT", content: new TextEncoder().encode("files") };
  // Packed while it is sent: no ranges, no validator.
  return fileAnswer(request, encodeZip([...some, manifest]), { ranges: false });
}

async function faceArchive(): Promise<ZipFile[]> {
  const names = corpusInfo("fer2013").classes.flatMap((label) => [
    `train/${label}/Training_1.jpg`,
    `test/${label}/PrivateTest_2.jpg`,
  ]);
  return await Promise.all(names.map(async (name, variant) => {
    return { name, content: await greyJpeg(texture(variant)) };
  }));
}

/** The source of `id`, with `origin` in the place of its hosts. */
function sourceAt(origin: string, id: string): Record<string, CorpusSource> {
  const source = corpusSources[id];
  const { pathname, search } = new URL(source.address);
  return { [id]: { ...source, address: origin + pathname + search, origins: [origin] } };
}

/**
 * Gets `id` from the host at `origin` in this thread; the folders are data and downloads below
 * `folder`.
 */
async function get(id: string, origin: string, folder: string, further: Partial<GetOptions> = {}) {
  const result = await getCorpus(id, {
    dataRoot: join(folder, "data"),
    downloads: join(folder, "downloads"),
    accept: () => true,
    quiet: true,
    sources: sourceAt(origin, id),
    manifests: {},
    fetchFile: (request) => fetchSource(request, { backOffMs: 1, attempts: 2 }),
    ...further,
  });
  await Deno.remove(indexPath(result.corpus.root)).catch(() => {});
  return result;
}

async function assertNothingImported(folder: string) {
  const left = await Array.fromAsync(Deno.readDir(join(folder, "data"))).catch(() => []);
  assert.deepEqual(left, [], "something was half imported");
}

/** What `files` decode to, by an import of their own. */
async function manifestOf(id: string, files: ZipFile[]): Promise<Manifest> {
  let manifest: Manifest | undefined;
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, `${id}.zip`);
    await Deno.writeFile(path, encodeZip(files));
    const { corpus } = await importCorpus(path, id, join(folder, "data"), { quiet: true });
    manifest = await makeManifest(corpus, { quiet: true });
    await Deno.remove(indexPath(corpus.root)).catch(() => {});
  });
  return manifest!;
}

/** What to expect of `id`, got whole into `folder` from a host that was asked `requests`. */
async function assertGot(
  id: string,
  { origin, requests }: FakeHost,
  folder: string,
  manifests: Record<string, Manifest>,
) {
  const asked: string[] = [];
  const accept = (terms: string) => asked.push(terms) > 0;
  const { corpus, isNew } = await get(id, origin, folder, { manifests, accept });
  const info = corpusInfo(id);
  assert.equal(isNew, true);
  assert.equal(corpus.root, join(folder, "data", info.officialFolder));
  assert.deepEqual(countByClass(corpus.clips, corpus.classes), info.publishedCounts);
  const { pathname, search } = new URL(corpusSources[id].address);
  assert.equal(requests[0].path, pathname + search);
  assert.match(asked[0], /licence +CC BY-NC-ND 4\.0;.*\n +size +about \d+ MB/);
  // The archive is not kept, and data that are there are not requested again.
  assert.deepEqual([...Deno.readDirSync(join(folder, "downloads"))], []);
  const before = requests.length;
  assert.equal((await get(id, origin, folder, { accept })).isNew, false);
  assert.deepEqual([requests.length, asked.length], [before, 1]);
}

Deno.test("data get brings TurEV-DB into the official layout, cut once, and only once", async () => {
  const files = turevArchive();
  const archive = encodeZip(files);
  const manifests = { turev: await manifestOf("turev", files) };
  await withTemporaryFolder(async (folder) => {
    await withHost(
      (request, earlier) =>
        fileAnswer(request, archive, {
          etag: '"v1"',
          cutAfter: earlier === 0 ? Math.floor(archive.length / 2) : undefined,
        }),
      async (host) => await assertGot("turev", host, folder, manifests),
    );
  });
});

Deno.test("data get brings TESS in bundles, and asks again for those alone that are missing", async () => {
  const files = tessFiles();
  const manifests = { tess: await manifestOf("tess", files) };
  await withTemporaryFolder(async (folder) => {
    let isUp = false;
    await withHost(
      (request, earlier) =>
        isUp || earlier < 10
          ? dataverseAnswer(request, files)
          : new Response(null, { status: 503 }),
      async (host) => {
        const { origin, requests } = host;
        await assert.rejects(get("tess", origin, folder), /gave up after 2 attempts\. By hand: /);
        await assertNothingImported(folder);
        isUp = true;
        const done = requests.splice(0).slice(1, 10).map(({ path }) => path);
        await assertGot("tess", host, folder, manifests);
        const again = requests.map(({ path }) => path);
        // The list, and 28 bundles less the nine that were here.
        assert.equal(again.length, 1 + 28 - 9);
        assert.deepEqual(done.filter((path) => again.includes(path)), []);
      },
    );
  });
});

Deno.test("data get brings BanglaSER's archive into the official layout, after redirects", async () => {
  const names = Array.from({ length: 34 }, (_, at) => String(at + 1).padStart(2, "0"))
    .flatMap((actor) =>
      // 27 of the 34 actors also speak neutrally.
      ["01", "02", "03", "04", ...Number(actor) <= 27 ? ["05"] : []].flatMap((emotion) =>
        ["01", "02", "03"].flatMap((statement) =>
          ["01", "02", "03"].map((take) =>
            `BanglaSER/Actor ${actor}/03-01-${emotion}-01-${statement}-${take}-${actor}.wav`
          )
        )
      )
    );
  assert.equal(names.length, 1467);
  const archive = encodeZip(
    names.map((name, variant) => ({ name, content: tinyWav(variant), packed: true })),
  );
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => {
      const { origin, pathname } = new URL(request.url);
      return pathname === "/t9h6p943xy-5.zip"
        ? fileAnswer(request, archive)
        : Response.redirect(`${origin}/t9h6p943xy-5.zip`);
    }, async ({ origin, requests }) => {
      const { corpus } = await get("banglaser", origin, folder);
      assert.equal(corpus.root, join(folder, "data", "BanglaSER"));
      assert.equal(requests[0].path, "/public-api/zip/t9h6p943xy/download/5");
      const { publishedCounts } = corpusInfo("banglaser");
      assert.deepEqual(countByClass(corpus.clips, corpus.classes), publishedCounts);
    });
  });
});

Deno.test("data get refuses recordings that are not the official ones", async () => {
  const files = turevArchive();
  const manifests = { turev: await manifestOf("turev", files) };
  const last = files.length - 1;
  const [speaker] = files[last].name.split("/").at(-1)!.split("_");
  const archive = encodeZip(files.with(last, { ...files[last], content: tinyWav(4242) }));
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, archive), async ({ origin }) => {
      await assert.rejects(get("turev", origin, folder, { manifests }), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(
          error.message,
          new RegExp(`those of ${speaker}/sad decode to something else .*By hand: .*turev`),
        );
        return true;
      });
      await assertNothingImported(folder);
      // The committed manifest knows the real ones, all of which these are not.
      await assert.rejects(
        get("turev", origin, folder, { manifests: committedManifests }),
        /1\/angry \(\d+ clips, not 0\), .* and \d+ more decode to something else/,
      );
      await assertNothingImported(folder);
    });
  });
});

Deno.test("data get refuses a corpus that lacks clips, with their number", async () => {
  const files = tessFiles().slice(3);
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => dataverseAnswer(request, files), async ({ origin }) => {
      await assert.rejects(
        get("tess", origin, folder),
        /all clips of TESS, but the download has 397 of 400 angry\. By hand: /,
      );
      await assertNothingImported(folder);
    });
  });
});

const PAGE = new TextEncoder().encode("<!doctype html><form>Sign in</form>");
const failures: [string, (request: Request) => Response, RegExp][] = [
  ["a sign-in page", (request) => fileAnswer(request, PAGE, { type: "text/html" }), /web page/],
  ["a moved file", () => new Response(null, { status: 404 }), /it was moved/],
  ["a host that stays busy", () => new Response(null, { status: 429 }), /gave up after 2/],
  [
    "another archive",
    (request) => fileAnswer(request, encodeZip([{ name: "a.wav", content: tinyWav(1) }])),
    /to hold/,
  ],
  ["no archive", (request) => fileAnswer(request, new Uint8Array(999)), /to be a folder, a \.zip/],
  [
    "half an archive that calls itself whole",
    (request) => fileAnswer(request, encodeZip(turevArchive()).subarray(0, 9000)),
    /to be a zip archive, but it is cut short or damaged\. By hand/,
  ],
];
for (const [what, answer, message] of failures) {
  Deno.test(`data get ends with the way by hand and imports nothing: ${what}`, async () => {
    for (const id of ["turev", "banglaser"]) {
      await withTemporaryFolder(async (folder) => {
        await withHost(answer, async ({ origin }) => {
          await assert.rejects(get(id, origin, folder), (error: Error) => {
            assert.match(error.message, message);
            const page = corpusSources[id].page;
            assert.ok(error.message.includes(`By hand: download it in a browser from ${page}`));
            assert.ok(error.message.endsWith(`\`data import ${id} FILE\``), error.message);
            return true;
          });
          await assertNothingImported(folder);
          // What is no corpus is not taken for one next time.
          const kept = await Array.fromAsync(Deno.readDir(join(folder, "downloads")));
          assert.deepEqual(kept.filter(({ name }) => !name.includes(".part")), []);
        });
      });
    }
  });
}

Deno.test("data get asks nobody for anything before the licence is accepted", async () => {
  await withTemporaryFolder(async (folder) => {
    await withHost(() => new Response(null), async ({ origin, requests }) => {
      const refused = get("turev", origin, folder, { accept: () => false });
      await assert.rejects(refused, /licence was not accepted\. By hand/);
      assert.equal(requests.length, 0);
    });
  });
  await assert.rejects(getCorpus("tes", { dataRoot: "x", accept: () => true }), /mean tess\?/);
});

/** ANAD's table with as many rows of each class as it has. */
const anadTable = "Emotion ,Type,a\n" +
  Object.entries(corpusInfo("anad").publishedCounts!)
    .flatMap(([label, count], type) =>
      Array.from({ length: count }, (_, at) => `${label},${type},${at}\n`)
    ).join("");

Deno.test("data get finds ANAD's table in Mendeley Data's list, by which it is checked", async () => {
  const bytes = new TextEncoder().encode(anadTable);
  const list = (origin: string, hash: string) => [
    { filename: "1sec_segmented_part1.zip", content_details: { download_url: `${origin}/other` } },
    {
      filename: "ANAD_Normalized.csv",
      content_details: { download_url: `${origin}/public-files/1`, sha256_hash: hash },
    },
  ];
  for (const hash of [sha256(bytes), sha256("another")]) {
    await withTemporaryFolder(async (folder) => {
      await withHost((request) => {
        const { origin, pathname } = new URL(request.url);
        if (pathname.startsWith("/public-api")) return Response.json(list(origin, hash));
        return pathname === "/public-files/1"
          ? fileAnswer(request, bytes, { type: "text/csv" })
          : new Response(null, { status: 404 });
      }, async ({ origin }) => {
        const getting = get("anad", origin, folder);
        if (hash === sha256(bytes)) {
          const { corpus } = await getting;
          assert.deepEqual([corpus.kind, corpus.clips.length], ["features", 1383]);
        } else {
          await assert.rejects(getting, /to have the SHA-256 .* By hand: /);
          await assertNothingImported(folder);
        }
      });
    });
  }
});

Deno.test("data get tells a Dataverse without recordings, and a bundle that is no archive", async () => {
  const files = tessFiles().slice(0, 3);
  const answers: [(request: Request) => Response, RegExp][] = [
    [() => Response.json({ status: "OK", data: [] }), /to list recordings, but found none/],
    [() => Response.json({ status: "ERROR" }), /to list recordings, but found none/],
    [
      (request) =>
        request.url.includes("/access/")
          ? fileAnswer(request, new Uint8Array(500))
          : dataverseAnswer(request, files),
      /to be a folder, a \.zip/,
    ],
    [
      (request) =>
        request.url.includes("/access/")
          ? fileAnswer(request, PAGE, { type: "text/html" })
          : dataverseAnswer(request, files),
      /sends a web page/,
    ],
  ];
  for (const [answer, message] of answers) {
    await withTemporaryFolder(async (folder) => {
      await withHost(answer, async ({ origin }) => {
        await assert.rejects(get("tess", origin, folder), (error: Error) => {
          assert.match(error.message, message);
          assert.match(error.message, /By hand: .*`data import tess FILE`$/);
          return true;
        });
        await assertNothingImported(folder);
        // Nothing is left that the next attempt would take for a bundle.
        const bundles = await Array.fromAsync(Deno.readDir(join(folder, "downloads/tess.bundles")))
          .catch(() => []);
        assert.deepEqual(bundles.map(({ name }) => name), []);
      });
    });
  }
});

Deno.test("data get tells a list without the file, and one that is no list", async () => {
  const answers: [() => Response, RegExp][] = [
    [() => Response.json([]), /to list ANAD_Normalized\.csv, but found/],
    [() => Response.json({ message: "no" }), /but found no list of files/],
    [() => new Response("ANAD"), /to answer in JSON/],
  ];
  for (const [answer, message] of answers) {
    await withTemporaryFolder(async (folder) => {
      await withHost(answer, async ({ origin }) => {
        await assert.rejects(get("anad", origin, folder), message);
        assert.deepEqual([...Deno.readDirSync(join(folder, "downloads"))], []);
      });
    });
  }
});

/** Calls `test` with variables of Kaggle and HOME set so; the old ones return. */
async function withVariables(variables: Record<string, string>, test: () => Promise<void>) {
  const names = ["KAGGLE_USERNAME", "KAGGLE_KEY", "KAGGLE_CONFIG_DIR"];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.delete(name);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await test();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test("data get shows Kaggle the token, and its storage nothing", async () => {
  const archive = encodeZip(await faceArchive());
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, archive), async (storage) => {
      await withHost(
        () => Response.redirect(`${storage.origin}/bundle/archive.zip?signature=1`),
        async ({ origin, requests }) => {
          const sources = sourceAt(origin, "fer2013");
          const { fer2013 } = sources;
          const both = { fer2013: { ...fer2013, origins: [origin, storage.origin] } };
          await withVariables({ KAGGLE_USERNAME: "made", KAGGLE_KEY: "up" }, async () => {
            // Fourteen pictures are no FER2013.
            await assert.rejects(
              get("fer2013", origin, folder, { sources: both }),
              /has 2 of \d+ angry, .* By hand: .*kaggle\.com/,
            );
          });
          await assertNothingImported(folder);
          assert.equal(requests[0].headers.get("authorization"), `Basic ${btoa("made:up")}`);
          assert.equal(storage.requests[0].headers.get("authorization"), null);
        },
      );
    });
  });
});

Deno.test("data get says how to get a token where Kaggle's is missing or broken", async () => {
  await withTemporaryFolder(async (folder) => {
    await withVariables({ KAGGLE_CONFIG_DIR: folder }, async () => {
      const path = join(folder, "kaggle.json");
      await withHost(() => new Response(null), async ({ origin, requests }) => {
        const getting = () => get("fer2013", origin, folder);
        await assert.rejects(getting(), /a token of Kaggle, but found none: .* By hand: /);
        await Deno.writeTextFile(path, '{"username": "made", "token": "secret"}');
        await assert.rejects(getting(), (error: Error) => {
          assert.match(error.message, /kaggle\.json to hold Kaggle's "username" and "key"/);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        });
        assert.equal(requests.length, 0);
      });
      await Deno.writeTextFile(path, '{"username": "made", "key": "ü"}');
      assert.equal(await kaggleAuthorization(), "Basic bWFkZTrDvA==");
    });
  });
});

/**
 * Runs a script that gets `id` from `sources` into `folder` in a thread, as the command does, with
 * further variables; `after` is what it then prints, as an expression of `result` and `error`.
 */
function startScript(
  id: string,
  folder: string,
  { sources, after, variables = {} }: {
    sources: Record<string, CorpusSource>;
    after: string;
    variables?: Record<string, string>;
  },
): Deno.ChildProcess {
  const script = join(folder, "script.ts");
  const options = {
    dataRoot: join(folder, "data"),
    downloads: join(folder, "downloads"),
    sources,
    manifests: {},
    quiet: true,
  };
  Deno.writeTextFileSync(
    script,
    `import { getCorpus } from ${JSON.stringify(import.meta.resolve("./get_corpus.ts"))};
    let result, error = {};
    try {
      result = await getCorpus(${JSON.stringify(id)}, {
        ...${JSON.stringify(options)},
        accept: () => true,
      });
    } catch (thrown) {
      error = thrown;
    }
    console.log(JSON.stringify(${after}));
    Deno.exit();`,
  );
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--no-check", "--config", config, script],
    env: { DUYGU_CACHE: join(folder, "cache"), ...variables },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function printedBy(child: Deno.ChildProcess): Promise<unknown> {
  const { stdout, stderr } = await child.output();
  const words = new TextDecoder().decode(stdout);
  assert.notEqual(words, "", new TextDecoder().decode(stderr));
  return JSON.parse(words);
}

Deno.test("the download's thread brings a corpus, after which the program has no network", async () => {
  const archive = encodeZip(turevArchive());
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, archive), async ({ origin }) => {
      const child = startScript("turev", folder, {
        sources: sourceAt(origin, "turev"),
        after: `[result.corpus.clips.length, ` +
          `await fetch("${origin}").then(() => "reached", (error) => error.name)]`,
      });
      assert.deepEqual(await printedBy(child), [1735, "NotCapable"]);
    });
  });
});

Deno.test("the download's thread unpacks a Dataverse's bundles", async () => {
  const files = tessFiles().slice(0, 250);
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => dataverseAnswer(request, files), async ({ origin }) => {
      const child = startScript("tess", folder, {
        sources: sourceAt(origin, "tess"),
        after: "error.message",
      });
      assert.match(await printedBy(child) as string, / 200 of 400 angry, 50 of 400 disgust,/);
      await assertNothingImported(folder);
    });
  });
});

Deno.test("the download goes through the proxy of the environment", async () => {
  const archive = encodeZip(turevArchive());
  await withTemporaryFolder(async (folder) => {
    await withHost((request) => fileAnswer(request, archive), async ({ origin, requests }) => {
      const child = startScript("turev", folder, {
        // No such host: the proxy alone can answer.
        sources: sourceAt("http://publisher.invalid", "turev"),
        after: "[result?.corpus.clips.length, error.message]",
        variables: { HTTP_PROXY: origin, http_proxy: origin, NO_PROXY: "", no_proxy: "" },
      });
      assert.deepEqual(await printedBy(child), [1735, null]);
      assert.equal(requests[0].headers.get("host"), "publisher.invalid");
    });
  });
});

Deno.test("Ctrl-C ends the download, and the next one goes on from there", async () => {
  const archive = encodeZip(turevArchive());
  await withTemporaryFolder(async (folder) => {
    await withHost((request, earlier) => {
      if (earlier) return fileAnswer(request, archive, { etag: '"v1"' });
      // The first half, then nothing.
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(archive.slice(0, archive.length / 2)),
      });
      return new Response(stream, { headers: { etag: '"v1"' } });
    }, async ({ origin, requests }) => {
      const child = startScript("turev", folder, {
        sources: sourceAt(origin, "turev"),
        after: "[error.name, error.message]",
      });
      const part = join(folder, "downloads", "turev.zip.part");
      const isHalf = () => pathExists(part) && Deno.statSync(part).size > archive.length / 3;
      while (!isHalf()) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      assert.deepEqual(await printedBy(child), ["InterruptedError", "Interrupted"]);
      await assertNothingImported(folder);
      const { corpus } = await get("turev", origin, folder);
      assert.equal(corpus.clips.length, 1735);
      assert.match(requests[1].headers.get("range")!, /^bytes=[1-9]/);
    });
  });
});

Deno.test("a thread with those permissions is refused another host, programs and other folders", async () => {
  await withTemporaryFolder(async (folder) => {
    await withHost(() => new Response("here"), async ({ origin }) => {
      await withHost(() => new Response("other"), async (other) => {
        const source = { ...corpusSources.turev, origins: [origin] };
        const request: SourceRequest = { source, path: join(folder, "in", "file.zip") };
        await Deno.mkdir(join(folder, "in"));
        const tries = {
          here: `fetch("${origin}").then((response) => response.text())`,
          other: `fetch("${other.origin}").then((response) => response.text())`,
          inside: `Deno.writeTextFile(${JSON.stringify(join(folder, "in", "a"))}, "")`,
          outside: `Deno.writeTextFile(${JSON.stringify(join(folder, "b"))}, "")`,
          program: `new Deno.Command(Deno.execPath()).output()`,
        };
        const code = `const found = {};\n` +
          Object.entries(tries).map(([name, what]) =>
            `try { await ${what}; found.${name} = "done"; } ` +
            `catch (error) { found.${name} = error.name; }`
          ).join("\n") + "\npostMessage(found);";
        const worker = new Worker(
          "data:application/javascript," + encodeURIComponent(code),
          { type: "module", deno: { permissions: permissionsFor(request) } },
        );
        const found = await new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
        });
        worker.terminate();
        assert.deepEqual(found, {
          here: "done",
          other: "NotCapable",
          inside: "done",
          outside: "NotCapable",
          program: "NotCapable",
        });
      });
    });
  });
});

Deno.test("every recorded corpus has a source over https, whose terms say all that matters", () => {
  const ids = Object.keys(corpusSources);
  assert.deepEqual(ids.sort(), ["anad", "banglaser", "fer2013", "tess", "turev"]);
  for (const [id, source] of Object.entries(corpusSources)) {
    assert.ok(source.origins.includes(new URL(source.address).origin), id);
    for (const origin of [...source.origins, source.page]) assert.match(origin, /^https:\/\//);
    for (const origin of source.origins) assert.equal(new URL(origin).origin, origin);
    const terms = termsText(id, source);
    for (const part of [source.licence, source.from, source.page]) assert.ok(terms.includes(part));
  }
});

Deno.test("the committed manifests hash every published clip but those that they name", () => {
  assert.deepEqual(Object.keys(committedManifests).sort(), ["fer2013", "tess", "turev"]);
  for (const [id, { groups, unchecked }] of Object.entries(committedManifests)) {
    const published = Object.values(corpusInfo(id).publishedCounts!).reduce((a, b) => a + b, 0);
    const hashed = Object.values(groups).reduce((sum, { clips }) => sum + clips, 0);
    assert.equal(hashed + unchecked.length, published, id);
  }
});

Deno.test("compareManifests names what differs, is missing or is too much", () => {
  const group = (clips: number, letter: string) => ({ clips, sha256: letter.repeat(64) });
  const expected = {
    groups: { a: group(2, "a"), b: group(3, "b"), c: group(1, "c") },
    unchecked: [],
  };
  const found = { groups: { a: group(2, "a"), b: group(3, "d"), e: group(4, "e") }, unchecked: [] };
  assert.deepEqual(compareManifests(expected, found), [
    { group: "b", expected: 3, found: 3 },
    { group: "c", expected: 1, found: 0 },
    { group: "e", expected: 0, found: 4 },
  ]);
});

for (const [id, folder] of [["turev", "TurEV-DB"], ["tess", "TESS"]] as const) {
  realDataTest(`the official recordings of ${id} are those of the manifest`, folder, async () => {
    const corpus = await requireCorpus(id, { dataRoot: realDataRoot, quiet: true });
    const { unchecked } = committedManifests[id];
    const manifest = await makeManifest(corpus, { unchecked, quiet: true });
    assert.deepEqual(compareManifests(committedManifests[id], manifest), []);
  });
}

realDataTest("a WAV file and the FLAC file made of it have one hash", "wav", async () => {
  const pairs = [
    ["wav/1234_sk_acik.wav", "TurEV-DB/Sound Source/Calm/1234_sk_acik.flac"],
    ["wav/YAF_back_happy.wav", "TESS/YAF_happy/YAF_back_happy.flac"],
    ["wav/OAF_food_fear.wav", "TESS/OAF_fear/OAF_food_fear.flac"],
  ];
  for (const pair of pairs) {
    const manifests = await Promise.all(pair.map((path) => {
      const clip = { id: "one", speaker: "s", label: "l", path: join(realDataRoot, path) };
      return makeManifest({ title: "one", clips: [clip as never] }, { quiet: true });
    }));
    assert.deepEqual(manifests[0], manifests[1], pair[0]);
  }
});
