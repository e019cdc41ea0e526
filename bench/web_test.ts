import assert from "node:assert/strict";
import { join } from "node:path";
import { readJson } from "../src/base/json.ts";
import { runProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { selectEngine } from "../src/engine/select_engine.ts";
import { pretrainedFace } from "../src/train/pretrained_face.ts";
import { defaultLimits } from "../src/web/request_limits.ts";
import { findChromium } from "../src/web/find_chromium.ts";
import { createFakeAnalyser } from "../src/web/testing/fake_analyser.ts";
import { withServedApp } from "../src/web/testing/serve_app.ts";
import { writeFreshRun } from "../src/web/testing/write_fresh_run.ts";
import { webResultSchema } from "./web.ts";
import { chromiumTest } from "../src/web/testing/chromium.ts";
import { watchLivePage } from "./web/live_page.ts";
import { loadServer, makeFrame } from "./web/server_load.ts";

Deno.test("bench web measures the real server, a second long", async () => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (folder) => {
    await writeFreshRun(join(folder, "faces"), "photo");
    const out = join(folder, "web.json");
    const { code, stdout, stderr } = await runProgram(
      "bench",
      "web",
      "--runs",
      folder,
      "--data",
      folder,
      "--out",
      out,
      "--requests",
      "3",
      "--clients",
      "4",
      "--seconds",
      "1",
    );
    assert.equal(code, 0, stderr);
    const { rows, environment, command } = await readJson(out, webResultSchema);
    const figure = (part: string) => rows.find(({ what }) => what.includes(part))!.figure;
    assert.ok(figure("answer, median") > 1 && figure("95 %") >= figure("answer, median"));
    assert.ok(figure("answered") >= 1);
    assert.equal(figure("anything else"), 0);
    if (Deno.build.os === "linux") assert.ok(figure("before the load") > 50);
    assert.ok(figure("the first after the start") > 1);
    if (findChromium() !== undefined) {
      const [sent, unpacked] = [figure("scripts, as sent"), figure("scripts, unpacked")];
      assert.ok(sent > 10 && sent < unpacked / 2 && unpacked <= 100, `${sent} ${unpacked}`);
      assert.ok(figure("page: everything, as sent") > sent);
      assert.equal(figure("page: files from elsewhere"), 0);
      assert.ok(figure("page: first music") > figure("page: usable"));
    }
    assert.equal(environment.photo, "drawn");
    assert.match(command, /^duygu bench web --runs /);
    assert.match(stdout, /4 clients for 1 s: answered/);
  });
});

Deno.test("without a run the pretrained networks answer, as the page has it", async () => {
  await withTemporaryFolder(async (folder) => {
    const out = join(folder, "web.json");
    const where = ["--runs", folder, "--data", folder, "--out", out];
    const short = ["--requests", "3", "--clients", "2", "--seconds", "1", "--json"];
    const { code, stderr } = await runProgram("bench", "web", ...where, ...short);
    assert.equal(code, 0, stderr);
    const { rows, environment } = await readJson(out, webResultSchema);
    assert.equal(environment.network, pretrainedFace().title);
    assert.ok(rows.find(({ what }) => what.includes("answer, median"))!.figure > 1);
  });
});

Deno.test("answers are counted by status, and what is turned away waits", async () => {
  let asked = 0;
  const photo = () => {
    if (++asked % 2) throw new TypeError("broken");
    return { width: 1, height: 1, faces: [] };
  };
  const limits = { places: 16, postsAtOnce: 6, postsPerMinute: 60 };
  const parts = {
    analyser: createFakeAnalyser({ photo }),
    limits: { ...defaultLimits, ...limits },
    log: () => {},
  };
  await withServedApp(parts, async (origin) => {
    const frame = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);
    const counts = await loadServer(`${origin}/api/photo`, frame, { clients: 2, seconds: 1 });
    assert.ok(counts["200"] >= 3 && counts["500"] >= 3, JSON.stringify(counts));
    // Two clients that wait a second each are turned away twice or so, not hundreds of times.
    assert.ok(counts["429"] >= 1 && counts["429"] <= 4, JSON.stringify(counts));
  });
});

chromiumTest("bench web --live watches the page, minute by minute", async () => {
  await withTemporaryFolder(async (folder) => {
    const analyser = createFakeAnalyser();
    await withServedApp({ analyser }, async (origin) => {
      const told: string[] = [];
      const minutes = await watchLivePage({
        address: `${origin}/`,
        pid: Deno.pid,
        frame: await makeFrame(),
        folder,
        minutes: 2,
        secondsPerMinute: 2,
        say: (line) => told.push(line),
      });
      assert.deepEqual(minutes.map(({ minute }) => minute), [1, 2]);
      assert.deepEqual(told, minutes.map((one) => JSON.stringify(one)));
      const pictures = minutes.reduce((sum, one) => sum + one.pictures, 0);
      assert.ok(pictures >= 1 && pictures <= analyser.asked.photo, String(pictures));
      for (const { heapMiB, serverMiB, pageMiB } of minutes) {
        assert.ok(heapMiB > 0.1 && heapMiB < 100);
        if (Deno.build.os === "linux") assert.ok(serverMiB > 20 && pageMiB > 20);
      }
    });
  });
});
