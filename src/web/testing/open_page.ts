/** The page, open in a browser, with what the server shall answer. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { AppParts } from "../create_app.ts";
import { createFakeAnalyser, type FakeAnswers } from "./fake_analyser.ts";
import { withServedApp } from "./serve_app.ts";

const axePath = createRequire(import.meta.url).resolve("axe-core");

/** Opens the page of an application that answers so. Nothing may fail or come from elsewhere. */
export async function withPage(
  browser: Browser,
  { answers, music, script, isFirstVisit, now, ...options }: BrowserContextOptions & {
    answers?: FakeAnswers;
    /** The made-up tracks by default. */
    music?: AppParts["music"];
    /** The clock of live streams. */
    now?: AppParts["now"];
    /** True where the notice was not read in this browser yet. */
    isFirstVisit?: boolean;
    /** Run in the page before its own scripts. */
    script?: string;
  },
  test: (page: Page, origin: string) => Promise<void>,
): Promise<void> {
  const parts = { analyser: createFakeAnalyser(answers), now, ...music ? { music } : {} };
  await withServedApp(parts, async (origin) => {
    const context = await browser.newContext({ locale: "en-US", ...options });
    if (!isFirstVisit) {
      await context.addInitScript({ content: 'localStorage.setItem("duygu.notice", "2")' });
    }
    if (script) await context.addInitScript({ content: script });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (message) => {
      // The browser itself reports answers such as 429, which the page then tells.
      const isAnswer = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isAnswer) faults.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(`${origin}/`)) faults.push(`asked ${request.url()}`);
    });
    try {
      await page.goto(origin);
      await page.waitForLoadState("networkidle");
      await test(page, origin);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });
}

/** Titles of the tracks shown, once there are some. */
export async function titles(page: Page): Promise<string[]> {
  await page.waitForSelector("#tracks li");
  return await page.locator("#tracks strong").allTextContents();
}

/** Waits until the page takes presses and files again; what comes while it is busy is left out. */
export async function idle(page: Page): Promise<void> {
  await page.waitForSelector("body:not(.busy)");
}

/** What axe finds wrong, as "rule: element". */
export async function violations(page: Page): Promise<string[]> {
  // Outside the page's own policy, which lets no script in.
  await page.evaluate(await readFile(axePath, "utf8"));
  return await page.evaluate(
    "axe.run().then(({ violations }) => " +
      "violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))",
  );
}
