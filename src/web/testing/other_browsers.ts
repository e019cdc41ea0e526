/**
 * Firefox and WebKit as systems have them, for tests: Playwright drives only builds of its own. Spoken
 * to by their own protocols, WebDriver BiDi and WebDriver. A test is skipped with a message where its
 * browser is not there.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathExists } from "../../base/files.ts";
import { programOnPath } from "../../base/processes.ts";
import { freePort } from "../../base/testing/free_port.ts";
import { textLines } from "../../base/text.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { connectBrowser } from "../browser_commands.ts";

/** A page in any browser. */
export interface PlainPage {
  open(address: string): Promise<void>;
  /** What a script comes to there; a promise is waited for. */
  value<T>(expression: string): Promise<T>;
  /** Presses the mouse in the middle of the element, as a visitor does. */
  click(selector: string): Promise<void>;
  /** Presses a key, such as "Tab" or "Enter". */
  press(key: string): Promise<void>;
  /** Waits until a script comes to true. */
  until(expression: string): Promise<void>;
}

/** What a protocol can do; the rest is the same for all. */
type Driver = Pick<PlainPage, "open" | "value"> & {
  perform(actions: object[]): Promise<void>;
};

/** WebDriver's characters for keys. */
const KEYS: Record<string, string> = { Tab: "\uE004", Enter: "\uE007", Escape: "\uE00C" };

const PATIENCE_MS = 30_000;

/** So often is looked whether an element stays where it is, before it is clicked all the same. */
const MOST_LOOKS = 40;

function pageOf({ open, value, perform }: Driver): PlainPage {
  return {
    open,
    value,
    click: async (selector) => {
      const whereIsIt = `(() => {
        const one = document.querySelector(${JSON.stringify(selector)});
        one.scrollIntoView({ block: "center" });
        const { x, y, width, height } = one.getBoundingClientRect();
        return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
      })()`;
      // A page that is still filling moves its buttons away below the pointer.
      let place = await value<{ x: number; y: number }>(whereIsIt);
      for (let look = 0; look < MOST_LOOKS; look++) {
        await new Promise((done) => setTimeout(done, 50));
        const now = await value<typeof place>(whereIsIt);
        const isStill = now.x === place.x && now.y === place.y;
        place = now;
        if (isStill) break;
      }
      const actions = [
        { type: "pointerMove", origin: "viewport", duration: 0, ...place },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await perform([{ type: "pointer", id: "mouse", actions }]);
    },
    press: async (key) => {
      const value = KEYS[key];
      const actions = [{ type: "keyDown", value }, { type: "keyUp", value }];
      await perform([{ type: "key", id: "keyboard", actions }]);
    },
    until: async (expression) => {
      const endMs = performance.now() + PATIENCE_MS;
      while (!await value<boolean>(`!!(${expression})`)) {
        if (performance.now() > endMs) {
          const told = await value<string>("document.querySelector('.column').innerText");
          assert.fail(`Expected ${expression}, but the page says: ${told}`);
        }
        await new Promise((done) => setTimeout(done, 50));
      }
    },
  };
}

// Firefox.

/** Devices that it makes up and allows, and nothing of its own on the network. */
const FIREFOX_PREFERENCES: Record<string, unknown> = {
  // Keys reach the page though its window is not in front.
  "focusmanager.testmode": true,
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.enabled": false,
};

async function withFirefox(
  test: (page: PlainPage) => Promise<void>,
  preferences: Record<string, unknown>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const all = { ...FIREFOX_PREFERENCES, ...preferences };
    const lines = Object.entries(all).map(([name, value]) =>
      `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`
    );
    await Deno.writeTextFile(join(folder, "user.js"), lines.join("\n"));
    const browser = new Deno.Command(findFirefox()!, {
      args: [
        "--headless",
        "--no-remote",
        "--profile",
        folder,
        "--remote-debugging-port=0",
        "about:blank",
      ],
      env: { HOME: folder },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    try {
      const port = await announced(browser.stderr, /BiDi listening on ws:\/\/127\.0\.0\.1:(\d+)/);
      const errors: unknown[] = [];
      const { ask } = await connectBrowser(
        `ws://127.0.0.1:${port}/session`,
        "Firefox",
        (method, { type, level, text }) => {
          if (method === "log.entryAdded" && type === "javascript" && level === "error") {
            errors.push(text);
          }
        },
      );
      await ask("session.new", { capabilities: {} });
      await ask("session.subscribe", { events: ["log.entryAdded"] });
      // The first window's own tab never has the keyboard.
      const { context } = await ask("browsingContext.create", { type: "window" });
      await ask("browsingContext.activate", { context });
      await test(pageOf({
        open: async (url) => {
          await ask("browsingContext.navigate", { context, url, wait: "complete" });
        },
        value: async (expression) => {
          const answer = await ask("script.evaluate", {
            expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`,
            target: { context },
            awaitPromise: true,
          }) as { type: string; result: { value?: string }; exceptionDetails?: { text: string } };
          assert.equal(answer.type, "success", answer.exceptionDetails?.text ?? "");
          return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
        },
        perform: async (actions) => {
          await ask("input.performActions", { context, actions });
        },
      }));
      assert.deepEqual(errors, []);
    } finally {
      browser.kill("SIGKILL");
      await browser.status;
    }
  });
}

function findFirefox(): string | undefined {
  const named = Deno.env.get("DUYGU_FIREFOX");
  return named ?? programOnPath("firefox-esr") ?? programOnPath("firefox");
}

/** What `pattern` finds in a program's lines; the rest of them is read and thrown away. */
async function announced(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  const found = Promise.withResolvers<string>();
  (async () => {
    for await (const line of textLines(stream)) {
      const match = pattern.exec(line)?.[1];
      if (match) found.resolve(match);
    }
    found.reject(new Error(`Expected the browser to say ${pattern.source}, but it ended`));
  })();
  return await found.promise;
}

/** Registers a test that needs Firefox; `preferences` change how it behaves. */
export function firefoxTest(
  name: string,
  test: (page: PlainPage) => Promise<void>,
  preferences: Record<string, unknown> = {},
): void {
  const isThere = findFirefox() !== undefined;
  if (!isThere) {
    console.error(`skipped "${name}": no Firefox; on Debian: apt-get install firefox-esr`);
  }
  Deno.test({
    name,
    ignore: !isThere,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => withFirefox(test, preferences),
  });
}

// WebKit, in WebKitGTK's small browser.

/** Where Debian and others put it: below the folder of libraries. */
const WEBKIT_FOLDERS = ["4.1", "4.0", "6.0"].flatMap((version) =>
  ["x86_64-linux-gnu/", "aarch64-linux-gnu/", ""].map((machine) =>
    `/usr/lib/${machine}${version === "6.0" ? "webkitgtk" : "webkit2gtk"}-${version}`
  )
);

function findWebkit() {
  const driver = programOnPath("WebKitWebDriver");
  const browser = WEBKIT_FOLDERS.map((folder) => join(folder, "MiniBrowser")).find(pathExists);
  const display = programOnPath("Xvfb");
  return driver && browser && display ? { driver, browser, display } : undefined;
}

async function withWebkit(test: (page: PlainPage) => Promise<void>): Promise<void> {
  const { driver, browser, display } = findWebkit()!;
  await withTemporaryFolder(async (folder) => {
    const screen = new Deno.Command(display, {
      args: ["-displayfd", "2", "-screen", "0", "1280x1200x24", "-nolisten", "tcp"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const number = await announced(screen.stderr, /^(\d+)$/);
    const port = freePort();
    const server = new Deno.Command(driver, {
      args: [`--port=${port}`],
      env: { HOME: folder, DISPLAY: `:${number}` },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const ask = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`http://127.0.0.1:${port}/session${path}`, {
        method,
        ...body ? { body: JSON.stringify(body) } : {},
      });
      const { value } = await answer.json();
      assert.ok(answer.ok, `${path}: ${value?.message}`);
      return value;
    };
    try {
      const options = {
        binary: browser,
        args: ["--automation", "--enable-media-stream=true", "--enable-mock-capture-devices=true"],
      };
      const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
      const { sessionId } = await untilThere(() => ask("POST", "", { capabilities }));
      await test(pageOf({
        open: (url) => ask("POST", `/${sessionId}/url`, { url }),
        value: async (expression) => {
          const script = `const done = arguments[0];
            Promise.resolve(${expression}).then((value) => done(JSON.stringify(value) ?? null),
              (error) => done(JSON.stringify({ error: String(error) })));`;
          const text = await ask("POST", `/${sessionId}/execute/async`, { script, args: [] });
          return text === null ? undefined : JSON.parse(text);
        },
        perform: (actions) => ask("POST", `/${sessionId}/actions`, { actions }),
      }));
      await ask("DELETE", `/${sessionId}`);
    } finally {
      for (const one of [server, screen]) {
        one.kill("SIGTERM");
        await one.status;
      }
    }
  });
}

/** Tries until somebody listens. */
async function untilThere<T>(ask: () => Promise<T>): Promise<T> {
  const endMs = performance.now() + PATIENCE_MS;
  while (true) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TypeError) || performance.now() > endMs) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

/** Registers a test that needs WebKitGTK. */
export function webkitTest(name: string, test: (page: PlainPage) => Promise<void>): void {
  const isThere = findWebkit() !== undefined;
  if (!isThere) {
    console.error(
      `skipped "${name}": no WebKit; on Debian: apt-get install webkit2gtk-driver xvfb`,
    );
  }
  Deno.test({
    name,
    ignore: !isThere,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => withWebkit(test),
  });
}
