/**
 * What the page weighs and how soon it answers: loaded in Chromium as for the first time, an emotion
 * chosen as soon as one can be, until the music is there.
 */
import { z } from "zod";
import { checkShape } from "../../src/base/json.ts";
import { openTab, startChromium } from "./live_page.ts";

/** One visit. */
const visitSchema = z.object({
  /** From the navigation's start until the emotions can be chosen, and until the music is there. */
  usableMs: z.number(),
  answerMs: z.number(),
  /** All files: what was asked for, as it came over the wire and unpacked. */
  files: z.array(z.object({
    address: z.string(),
    sentBytes: z.number(),
    bytes: z.number(),
  })),
});

/** One visit. */
export type PageVisit = z.infer<typeof visitSchema>;

/** Runs in the page before its own scripts. */
const visitor = `
  const seen = {};
  new MutationObserver(() => {
    const button = document.querySelector("#emotions button");
    if (button && seen.usableMs === undefined) {
      seen.usableMs = performance.now();
      // After the page's own script, which is still running.
      setTimeout(() => button.click());
    }
    if (seen.answerMs === undefined && document.querySelector("#tracks li")) {
      seen.answerMs = performance.now();
    }
  }).observe(document, { childList: true, subtree: true });
  window.seenByVisitor = seen;
`;

/** What the visitor saw; the last expression is the result. */
const report = `(() => {
  const entries = [
    ...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource"),
  ];
  return {
    ...window.seenByVisitor,
    files: entries.map(({ name, encodedBodySize, decodedBodySize }) => ({
      address: name,
      sentBytes: encodedBodySize,
      bytes: decodedBodySize,
    })),
  };
})()`;

/**
 * Visits the page at `address` so many times, each as if for the first time. Throws UserError where
 * there is no Chromium.
 *
 * @param folder for the browser's own files
 */
export async function visitPage(
  { address, folder, visits }: { address: string; folder: string; visits: number },
): Promise<PageVisit[]> {
  const browser = await startChromium(folder);
  try {
    const page = await openTab(browser.port, "about:blank");
    await page.ask("Page.enable");
    await page.ask("Network.enable");
    await page.ask("Network.setCacheDisabled", { cacheDisabled: true });
    await page.ask("Page.addScriptToEvaluateOnNewDocument", { source: visitor });
    const found: PageVisit[] = [];
    for (let visit = 0; visit < visits; visit++) {
      await page.ask("Page.navigate", { url: address });
      found.push(await answered(page, address));
    }
    return found;
  } finally {
    await browser.stop();
  }
}

async function answered(page: Awaited<ReturnType<typeof openTab>>, address: string) {
  for (let tries = 0; tries < 600; tries++) {
    await new Promise((done) => setTimeout(done, 50));
    const seen = await page.value<Record<string, unknown> | null>(
      `location.href === ${JSON.stringify(address)} && window.seenByVisitor?.answerMs ? ` +
        `${report} : null`,
    );
    if (seen) return checkShape(seen, visitSchema, address);
  }
  throw new Error("Expected the page to suggest music, but it did not");
}
