import assert from "node:assert/strict";
import { join } from "node:path";
import { describeEnvironment } from "../../base/describe_environment.ts";
import { madeCorpus } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { chromiumTest, withChromium } from "../../web/testing/chromium.ts";
import { writeAudit } from "../audit/audit_file.ts";
import { runCurves, writeCurves } from "../curves.ts";
import { sourcesInText, sourcesOf } from "../results_files.ts";
import { exampleRow } from "../testing/example_row.ts";
import { madeRun } from "../testing/made_run.ts";
import { writeSummary } from "../write_summary.ts";
import { collectReport } from "./collect_report.ts";
import { writeReport } from "./write_report.ts";

const LARGEST = 1.5e6;

/** A folder with a summary and two benchmarks' curves. */
async function writeResults(folder: string): Promise<void> {
  const rows = [
    exampleRow({ note: "a <note> & more" }),
    exampleRow({ protocol: "speaker", mean: 0.4, values: [0.4, 0.4, 0.4], sd: 0 }),
  ];
  const summary = { environment: {}, command: "duygu bench turev", rows };
  await Deno.writeTextFile(join(folder, "summary.json"), JSON.stringify(summary));
  const corpus = madeCorpus({ classes: 4, speakers: 6, texts: 8, takes: 2 });
  const run = await madeRun(join(folder, "run"), corpus);
  const curves = await runCurves(run, corpus, { model: "EmotionUnet", command: "duygu bench" });
  for (const protocol of ["paper", "speaker"]) await writeCurves({ ...curves, protocol }, folder);
}

Deno.test("page, Markdown and JSON say the same, and what is missing is listed", () =>
  withTemporaryFolder(async (folder) => {
    await writeResults(folder);
    const report = await collectReport(folder, { command: "duygu report" });
    const paths = await writeReport(report, join(folder, "out"));
    const [page, markdown, json] = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
    assert.ok(page.length < LARGEST);
    // 4 figures of TurEV-DB, of which one was measured.
    assert.deepEqual(
      report.figures.map(({ verdict }) => verdict).filter((own) => own === "better"),
      [
        "better",
      ],
    );
    assert.match(page, /a &lt;note&gt; &amp; more/);
    assert.doesNotMatch(page, /<note>|undefined|\bNaN\b|\[object/);
    assert.match(markdown, /Of 31 published figures: 0 reproduced, 1 better, 0 worse, 30 cannot/);
    assert.match(markdown, /\| TurEV-DB \| accuracy \| better \| 77\.82 \| 88\.00 ± 1\.00 \|/);
    assert.match(markdown, /npx -y deno@2\.9\.6 task duygu bench turev \|/);
    assert.match(markdown, /Accuracy on TESS: `npx -y deno@2\.9\.6 task duygu bench tess`/);
    const { figures, curves, missing } = JSON.parse(json);
    assert.deepEqual(figures, JSON.parse(JSON.stringify(report.figures)));
    assert.deepEqual(curves[0], {
      benchmark: "SYNTHETIC made (EmotionUnet), random split",
      file: join("curves", "made-emotionunet-paper.json"),
    });
    // What it was made from is named, not copied.
    assert.ok(json.length < 60_000, `${json.length} bytes`);
    assert.deepEqual(Object.keys(JSON.parse(json).sources), [
      "summary.json",
      "curves/made-emotionunet-paper.json",
      "curves/made-emotionunet-speaker.json",
    ]);
    for (const text of [page, markdown]) {
      assert.deepEqual(sourcesInText(text), JSON.parse(json).sources);
      assert.doesNotMatch(text, /Your own results/);
    }
    assert.ok(missing.some(({ what }: { what: string }) => what === "Accuracy on FER2013"));

    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, "ids are unique");
    for (const [, used] of page.matchAll(/(?:url\(#|href="#)([^)"]+)/g)) {
      assert.ok(ids.includes(used), `#${used} is there`);
    }
  }));

Deno.test("a user's own results stand beside the published ones, apart from them", () =>
  withTemporaryFolder(async (folder) => {
    const own = join(folder, "reports");
    for (const name of [join(folder, "results"), own]) await Deno.mkdir(name);
    await writeResults(join(folder, "results"));
    const rows = [
      exampleRow({ mean: 0.875, values: [0.875], seeds: [1], sd: null, n: 431 }),
      exampleRow({ corpus: "mine", published: null, mean: 0.512 }),
      exampleRow({ corpus: "synthetic", published: null, mean: 1, synthetic: true }),
    ];
    await writeSummary({ environment: {}, command: "duygu bench", rows }, own);
    const published = join(folder, "results");
    const report = await collectReport(published, { command: "duygu report", own });
    const [page, markdown] = await Promise.all(
      (await writeReport(report, own)).map((path) => Deno.readTextFile(path)),
    );
    const part = markdown.split(/^## /m).find((text) => text.startsWith("Your own results"))!;
    const cells = part.split("\n").filter((line) => line.startsWith("| ")).slice(2)
      .map((line) => line.split(" | "));
    assert.deepEqual(
      cells.map((row) => [row[0], row[5], row[6], row[7], row[9]]),
      [
        ["| mine", "–", "–", "51.20 ± 1.00", "–"],
        ["| SYNTHETIC", "–", "–", "100.00 ± 1.00", "–"],
        ["| TurEV-DB", "77.82", "88.00", "87.50", "−0.50"],
      ],
    );
    assert.match(page, /<section class="own"><h2 id="own">Your own results<\/h2>/);
    // Nowhere else: the verdicts are of the published rows alone.
    const { figures } = await collectReport(published, { command: "duygu report" });
    assert.deepEqual(report.figures, figures);
    assert.equal(markdown.match(/87\.50/g)!.length, 1);
    // None of one's own yet.
    const none = await collectReport(published, { command: "", own: join(folder, "none") });
    assert.equal(none.own, null);
  }));

Deno.test("a report is not made from an audit that is older than its summary", () =>
  withTemporaryFolder(async (folder) => {
    await writeResults(folder);
    await writeAudit(folder, {
      publications: [],
      environment: await describeEnvironment(),
      command: "duygu audit",
      sources: await sourcesOf(folder, ["summary.json"]),
    });
    assert.ok((await collectReport(folder, { command: "" })).audit);
    const rows = [exampleRow({ mean: 0.9 })];
    await writeSummary({ environment: {}, command: "duygu bench", rows }, folder);
    await assert.rejects(collectReport(folder, { command: "" }), {
      name: "UserError",
      message: /audit\.json to be made from the summary\.json/,
    });
  }));

Deno.test("an empty folder makes a report of what is missing; a damaged file and no folder are named", () =>
  withTemporaryFolder(async (folder) => {
    const report = await collectReport(folder, { command: "duygu report" });
    assert.equal(report.missing.length, 14);
    const [page] = await writeReport(report, folder);
    assert.match(await Deno.readTextFile(page), /Not among the results\./);
    await Deno.writeTextFile(join(folder, "engine.json"), "{}");
    await assert.rejects(collectReport(folder, { command: "" }), {
      name: "UserError",
      message: /engine\.json field/,
    });
    await assert.rejects(collectReport(join(folder, "engine.json"), { command: "" }), {
      name: "UserError",
      message: /^Expected a folder of results at .*engine\.json, but there is none/,
    });
  }));

chromiumTest("the page requests nothing, fits a phone and reads in the dark", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeResults(folder);
    const report = await collectReport(folder, { command: "duygu report" });
    const [path] = await writeReport(report, folder);
    await withChromium([], async (browser) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 390, height: 800 } });
        const requests: string[] = [];
        const complaints: string[] = [];
        page.on("request", (request) => requests.push(request.url()));
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(`file://${path}`);
        await page.evaluate("scrollTo(0, document.body.scrollHeight)");
        assert.deepEqual(requests, [`file://${path}`]);
        assert.deepEqual(complaints, []);
        const width = await page.evaluate("document.documentElement.scrollWidth");
        assert.equal(width, 390, "nothing is wider than the phone");
        const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
        assert.equal(background, colorScheme === "dark" ? "rgb(20, 24, 29)" : "rgb(255, 255, 255)");
        await page.close();
      }
    });
  });
});
