import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { chromiumTest, withChromium } from "../../web/testing/chromium.ts";
import { runCurves, writeCurves } from "../curves.ts";
import { exampleRow } from "../testing/example_row.ts";
import { madeRun } from "../testing/made_run.ts";
import { collectReport } from "./collect_report.ts";
import { writeReport } from "./write_report.ts";

const LARGEST = 5 * 2 ** 20;

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
    assert.match(markdown, /31 published figures: 0 reproduced, 1 better, 0 worse, 30 cannot/);
    assert.match(markdown, /\| TurEV-DB \| accuracy \| better \| 77\.82 \| 88\.00 ± 1\.00 \|/);
    assert.match(markdown, /npx -y deno@2\.9\.6 task duygu bench turev \|/);
    assert.match(markdown, /Accuracy on TESS: `npx -y deno@2\.9\.6 task duygu bench tess`/);
    const { figures, curves, missing } = JSON.parse(json);
    assert.deepEqual(figures, JSON.parse(JSON.stringify(report.figures)));
    assert.equal(curves[0].file, join("curves", "made-emotionunet-paper.json"));
    assert.equal(curves[0].curves, undefined);
    assert.ok(missing.some(({ what }: { what: string }) => what === "Accuracy on FER2013"));

    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, "ids are unique");
    for (const [, used] of page.matchAll(/(?:url\(#|href="#)([^)"]+)/g)) {
      assert.ok(ids.includes(used), `#${used} is there`);
    }
  }));

Deno.test("an empty folder makes a report of what is missing; a damaged file and no folder are named", () =>
  withTemporaryFolder(async (folder) => {
    const report = await collectReport(folder, { command: "duygu report" });
    assert.equal(report.missing.length, 11);
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
