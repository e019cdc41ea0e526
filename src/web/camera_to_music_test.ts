/** The whole way in a real browser: camera, upload, face found, network asked, music shown. */
import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { pathExists } from "../base/files.ts";
import { realDataRoot } from "../data/testing/real_data.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { drawPhoto } from "../facecnn/draw_photo.ts";
import { defaultLimits } from "./request_limits.ts";
import { chromiumTest, withChromium, writeDevices } from "./testing/chromium.ts";
import { cameraSize } from "./testing/fake_media.ts";
import { titles } from "./testing/open_page.ts";
import { withServedApp } from "./testing/serve_app.ts";
import { writeFreshRun } from "./testing/write_fresh_run.ts";
import { openWorkerAnalyser } from "./worker_analyser.ts";

/** A real photo where there is one, else a drawn one; with one face. */
async function photoWithFace(): Promise<Uint8Array> {
  const real = join(realDataRoot, "faces", "astronaut.png");
  if (pathExists(real)) return await Deno.readFile(real);
  const { width, height } = cameraSize;
  const { data } = drawPhoto(width, height, [{ x: width / 2, y: height / 2, width: 180 }]);
  return await sharp(data, { raw: { width, height, channels: 1 } }).png().toBuffer();
}

chromiumTest("from the camera and the microphone to music, with networks", async () => {
  await selectEngine({ engine: "tensorflow" });
  await withTemporaryFolder(async (folder) => {
    await writeFreshRun(join(folder, "faces"), "photo");
    await writeFreshRun(join(folder, "voices"), "speech");
    const flags = await writeDevices(folder, await photoWithFace());
    const analyser = await openWorkerAnalyser({
      runsFolder: folder,
      engine: "auto",
      limits: defaultLimits,
      say: () => {},
    });
    try {
      await withServedApp({ analyser }, async (origin) => {
        await withChromium(flags, async (browser) => {
          const page = await browser.newPage({ locale: "en-US" });
          await page.goto(origin);
          await page.click("text=Start camera");
          await page.click("text=I understand; start");
          await page.click("text=Take photo");
          assert.equal((await titles(page)).length, 10);
          assert.match((await page.textContent("#result-heading"))!, /^You look \w+ \(\d+%\)$/);
          assert.equal(await page.locator("#bars li").count(), 7);
          assert.match((await page.textContent("#model-note"))!, /SYNTHETIC/);
          assert.match((await page.getAttribute("#photo", "aria-label"))!, /faces found: 1$/);
          await page.click("text=Record voice");
          await page.waitForSelector("text=Stop recording (1 s)");
          await page.click("#record");
          await page.waitForSelector("h2:has-text('You sound')");
          assert.equal(await page.locator("#bars li").count(), 4);
          await page.close();
        });
      });
    } finally {
      analyser.dispose();
    }
  });
});
