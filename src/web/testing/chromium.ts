/**
 * A test in Chromium, skipped with a message where there is none;
 * where the variable CI is "true" it fails instead.
 */
import { join } from "node:path";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { findChromium } from "../find_chromium.ts";
import { writeTone, writeVideo } from "./fake_media.ts";

/** Nothing of the browser's own goes to the network. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Flags that stand in for a camera that shows `video` (MJPEG) and a microphone of `audio` (WAV).
 */
export function fakeDevices({ video, audio }: { video?: string; audio?: string }): string[] {
  return [
    "--use-fake-device-for-media-stream",
    ...video ? [`--use-file-for-fake-video-capture=${video}`] : [],
    ...audio ? [`--use-file-for-fake-audio-capture=${audio}`] : [],
  ];
}

/**
 * Writes into `folder` what a camera shows, all of `photo`, and a microphone's tone; out: the flags
 * for both, which a page is allowed to use.
 */
export async function writeDevices(folder: string, photo: Uint8Array): Promise<string[]> {
  const [video, audio] = [join(folder, "camera.mjpeg"), join(folder, "tone.wav")];
  await writeVideo(video, photo);
  await writeTone(audio);
  return [...fakeDevices({ video, audio }), "--use-fake-ui-for-media-stream"];
}

/** Starts Chromium with further `flags` while `test` runs. */
export async function withChromium(
  flags: string[],
  test: (browser: Browser) => Promise<void>,
): Promise<void> {
  const options: LaunchOptions = { executablePath: findChromium(), args: [...FLAGS, ...flags] };
  const browser = await chromium.launch(options);
  try {
    await test(browser);
  } finally {
    await browser.close();
  }
}

/** Registers a test that needs Chromium. */
export function chromiumTest(name: string, test: (t: Deno.TestContext) => Promise<void>): void {
  const isThere = findChromium() !== undefined;
  const mustRun = Deno.env.get("CI") === "true";
  if (!isThere && !mustRun) {
    console.error(`skipped "${name}": no Chromium; on Debian: apt-get install chromium`);
  }
  Deno.test({
    name,
    ignore: !isThere && !mustRun,
    // Playwright's own timers and pipes end after the browser does.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      if (!isThere) throw new Error("Expected Chromium, but it is not installed");
      await test(t);
    },
  });
}
