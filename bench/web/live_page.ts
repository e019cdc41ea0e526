/**
 * The page in Chromium before a fake camera, live, for minutes on end: how many pictures are
 * analysed, and what memory server and page take. Spoken to by the DevTools protocol alone, for what
 * Playwright keeps of each request would be counted too.
 */
import { join } from "node:path";
import { z } from "zod";
import { checkShape } from "../../src/base/json.ts";
import { textLines } from "../../src/base/text.ts";
import { UserError } from "../../src/base/user_error.ts";
import { type BrowserCommands, connectBrowser } from "../../src/web/browser_commands.ts";
import { findChromium } from "../../src/web/find_chromium.ts";
import { healthSchema } from "../../src/web/api_schemas.ts";
import { processUsage } from "./server_load.ts";

/** What is read at the end of a minute. */
export const minuteSchema = z.object({
  minute: z.int(),
  /** Analysed in this minute. */
  pictures: z.number(),
  /** Resident memory of the server's process. */
  serverMiB: z.number(),
  /** Resident memory of the browser's process that holds the page. */
  pageMiB: z.number(),
  /** The page's JavaScript heap, after the garbage was collected. */
  heapMiB: z.number(),
});

/** One minute. */
export type LiveMinute = z.infer<typeof minuteSchema>;

/**
 * Opens the page of the server at `address`, whose process is `pid`, begins live analysis of `frame`
 * before the camera and measures for `minutes`. Throws UserError where there is no Chromium.
 */
export async function watchLivePage(
  { address, pid, frame, folder, minutes, secondsPerMinute = 60, say }: {
    address: string;
    pid: number;
    /** A JPEG. */
    frame: Uint8Array;
    /** For the browser's own files. */
    folder: string;
    minutes: number;
    /** Less than 60 in tests. */
    secondsPerMinute?: number;
    say: (line: string) => void;
  },
): Promise<LiveMinute[]> {
  const video = join(folder, "camera.mjpeg");
  await Deno.writeFile(video, frame);
  const browser = await startChromium(folder, video);
  const watched: LiveMinute[] = [];
  try {
    const page = await openTab(browser.port, address);
    await begin(page);
    const analysed = async () => {
      const answer = await fetch(`${address}health`);
      return checkShape(await answer.json(), healthSchema, `${address}health`).analysed;
    };
    let before = await analysed();
    for (let minute = 1; minute <= minutes; minute++) {
      await new Promise((done) => setTimeout(done, secondsPerMinute * 1000));
      const now = await analysed();
      const isOnAir = await page.value<boolean>("!document.getElementById('on-air').hidden");
      if (!isOnAir) {
        const told = await page.value<string>("document.getElementById('error').textContent");
        throw new Error(`Expected the page to stay on air, but it says: ${told}`);
      }
      await page.ask("HeapProfiler.collectGarbage");
      const heapBytes = await page.value<number>("performance.memory.usedJSHeapSize");
      const mebibytes = async (process: number) =>
        ((await processUsage(process))?.residentBytes ?? 0) / 2 ** 20;
      const row = {
        minute,
        pictures: now - before,
        serverMiB: Math.round(await mebibytes(pid)),
        pageMiB: Math.round(await mebibytes(await browser.rendererPid())),
        heapMiB: Math.round(100 * heapBytes / 2 ** 20) / 100,
      };
      before = now;
      watched.push(row);
      say(JSON.stringify(row));
    }
  } finally {
    await browser.stop();
  }
  return watched;
}

/** Starts the camera and live analysis, as a visitor does. */
async function begin(page: Tab): Promise<void> {
  const until = async (condition: string) => {
    for (let tries = 0; tries < 200; tries++) {
      if (await page.value<boolean>(`!!(${condition})`)) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    const told = await page.value<string>("document.getElementById('error')?.textContent ?? ''");
    throw new Error(`Expected the page to come to ${condition}, but it says: ${told || "nothing"}`);
  };
  const isShown = (id: string) => `document.getElementById("${id}")?.hidden === false`;
  await until("document.readyState === 'complete' && document.querySelector('#emotions button')");
  // The notice was read by whoever starts the benchmark.
  await page.value("localStorage.setItem('duygu.notice', '2')");
  await page.value("document.getElementById('camera').click()");
  await until(isShown("watch"));
  await page.value("document.getElementById('watch').click()");
  await until(`${isShown("on-air")} && ${isShown("minute")}`);
}

/** A browser under test. */
interface TestBrowser {
  port: number;
  rendererPid(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts Chromium, whose camera shows `video` where there is one. */
export async function startChromium(folder: string, video?: string): Promise<TestBrowser> {
  const program = findChromium();
  if (program === undefined) {
    throw new UserError(
      "Expected Chromium, or Chrome, to measure the page in, but found none; $DUYGU_CHROMIUM names " +
        "it where it is in no usual place",
    );
  }
  const browser = new Deno.Command(program, {
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      ...video === undefined ? [] : [`--use-file-for-fake-video-capture=${video}`],
      "--enable-precise-memory-info",
      "--remote-debugging-port=0",
      `--user-data-dir=${join(folder, "browser")}`,
      "about:blank",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines = textLines(browser.stderr);
  for await (const line of lines) {
    const address = /ws:\/\/127\.0\.0\.1:(\d+)\/\S+/.exec(line);
    if (!address) continue;
    const whole = await connectBrowser(address[0], "Chromium");
    return {
      port: Number(address[1]),
      rendererPid: async () => {
        const { processInfo } = await whole.ask("SystemInfo.getProcessInfo");
        const pages = (processInfo as { type: string; id: number; cpuTime: number }[])
          .filter(({ type }) => type === "renderer");
        // Others do nothing: a spare one, and an empty tab's.
        return pages.sort((a, b) => b.cpuTime - a.cpuTime)[0].id;
      },
      stop: async () => {
        await whole.ask("Browser.close").catch(() => {});
        whole.close();
        await browser.status;
      },
    };
  }
  throw new Error(`Expected Chromium to start, but it ended with ${(await browser.status).code}`);
}

/** Opens a tab at `address`, and waits until the page is loaded. */
export async function openTab(port: number, address: string): Promise<Tab> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/new?${address}`, { method: "PUT" });
  const { webSocketDebuggerUrl } = await answer.json();
  const { ask } = await connectBrowser(webSocketDebuggerUrl, "Chromium");
  const tab: Tab = {
    ask,
    value: async <T>(expression: string) => {
      const { result, exceptionDetails } = await ask("Runtime.evaluate", {
        expression,
        userGesture: true,
        awaitPromise: true,
        returnByValue: true,
      }) as { result: { value: T }; exceptionDetails?: { text: string } };
      if (exceptionDetails) throw new Error(`${exceptionDetails.text} in ${expression}`);
      return result.value;
    },
  };
  const isLoaded = address === "about:blank"
    ? "document.readyState === 'complete'"
    : "document.readyState === 'complete' && location.href !== 'about:blank'";
  for (let tries = 0; tries < 200; tries++) {
    // On the way from one page to the next a tab has no context in which scripts run.
    if (await tab.value<boolean>(isLoaded).catch(() => false)) return tab;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Expected Chromium to load ${address}, but it did not within 20 s`);
}

/** A page, by the DevTools protocol. */
interface Tab {
  ask: BrowserCommands["ask"];
  /** What a script comes to there. */
  value<T>(expression: string): Promise<T>;
}
