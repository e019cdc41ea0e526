/** Music in the page: played from one's own files, learnt from, looked for elsewhere. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { encodeWav } from "../data/audio/wav.ts";
import { parseCsv } from "../base/csv.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import type { MusicLibrary } from "../music/music_library.ts";
import { madeTracks } from "../music/testing/made_tracks.ts";
import { PART_BYTES } from "./audio_files.ts";
import { chromiumTest, withChromium } from "./testing/chromium.ts";
import { drawSquare } from "./testing/fake_media.ts";
import { titles, violations, withPage } from "./testing/open_page.ts";

/** Tones of these lengths as files t0.wav, t1.wav …, and as the library that holds them. */
async function writeTones(
  folder: string,
  seconds: readonly number[],
  rateHz = 8_000,
): Promise<MusicLibrary> {
  const tracks = await Promise.all(
    madeTracks(seconds.length).map(async (track, at) => {
      const path = `${track.id}.wav`;
      const samples = new Float32Array(seconds[at] * rateHz)
        .map((_, n) => 0.2 * Math.sin(2 * Math.PI * (300 + 50 * at) * n / rateHz));
      await Deno.writeFile(join(folder, path), new Uint8Array(encodeWav(samples, rateHz)));
      return { ...track, path, durationMs: 1000 * seconds[at] };
    }),
  );
  return { folder, tracks, failed: [], source: folder, madeUp: false, leftOut: 0 };
}

const current = (page: Page) => page.locator("#tracks li[aria-current] strong").textContent();
const time = (page: Page) => page.evaluate<number>("document.querySelector('audio').currentTime");

/** Waits for what is true of the audio element; the page's policy lets Playwright's own way not in. */
async function until(page: Page, condition: string): Promise<void> {
  const test = `(({ currentTime, duration, paused }) => ${condition})(audio)`;
  for (let turn = 0; turn < 1500; turn++) {
    if (await page.evaluate<boolean>(test)) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`Expected ${condition}, in vain`);
}

chromiumTest("one's own music is heard", async (t) => {
  await withChromium([], async (browser) => {
    await withTemporaryFolder(async (folder) => {
      await t.step(
        "a list plays by itself, track after track, and a long one in parts",
        async () => {
          const music = await writeTones(folder, [1.5, 1.5, 30], 48_000);
          // Its 21st second is in the second part or later.
          assert.ok(20 * 2 * 48_000 > PART_BYTES);
          await withPage(browser, { music }, async (page) => {
            assert.ok(!(await page.isVisible("#play")));
            await page.click("text=Calm");
            const list = await titles(page);
            assert.equal(list.length, 3);
            assert.ok(!(await page.isVisible("#player")));
            assert.equal(await page.locator("#tracks a").count(), 0);
            await page.click("#play");
            await until(page, "currentTime > 0.2");
            const first = await time(page);
            assert.equal(await page.textContent("#now-playing"), nowPlaying(music, list[0]));
            await until(page, `currentTime > ${first} || duration > 2`);
            assert.deepEqual(await violations(page), []);
            await page.locator(`#tracks li[aria-current]:has-text("${list[1]}")`).waitFor();
            await page.click('[aria-label="Play Track 2"]');
            await until(page, "duration === 30 && currentTime > 0.1");
            await page.evaluate("audio.currentTime = 20");
            await until(page, "currentTime > 20.1");
            await page.evaluate("audio.currentTime = 29.7");
            if (list[2] === "Track 2") await page.waitForSelector("#player", { state: "hidden" });
            else await page.locator('#tracks li[aria-current]:not(:has-text("Track 2"))').waitFor();
          });
        },
      );

      await t.step(
        "next, skip, like, not again: kept in the browser, sent with requests",
        async () => {
          const music = await writeTones(folder, Array.from({ length: 24 }, () => 60));
          await withPage(browser, { music }, async (page) => {
            const asked: Record<string, string[]>[] = [];
            page.on("request", (request) => {
              if (request.url().endsWith("/api/music")) asked.push(request.postDataJSON());
            });
            const id = async () => `t${(await current(page))!.split(" ")[1]}`;
            await page.click("text=Happy");
            const list = await titles(page);
            assert.deepEqual([asked[0].liked, asked[0].skipped, asked[0].refused], [[], [], []]);
            await page.click("#play");
            assert.equal(await current(page), list[0]);
            assert.ok(!(await page.isVisible("#taste")));
            await page.click("#next");
            assert.equal(await current(page), list[1]);
            const liked = await id();
            await page.click("#like");
            assert.equal(await page.getAttribute("#like", "aria-pressed"), "true");
            await page.click("#like");
            assert.equal(await page.getAttribute("#like", "aria-pressed"), "false");
            await page.focus("#like");
            await page.keyboard.press("Enter");
            await page.click("#next");
            assert.equal(await page.getAttribute("#like", "aria-pressed"), "false");
            const skipped = await id();
            await page.click("#skip");
            const refused = await id();
            await page.click("#refuse");
            assert.equal(await current(page), list[4]);
            assert.ok(!(await titles(page)).includes(list[3]));
            assert.match(
              (await page.textContent("#taste-text"))!,
              /liked 1, skipped 1, never again 1\.$/,
            );
            assert.deepEqual(await violations(page), []);
            // What plays goes on while the list becomes another.
            await page.click("#recommend");
            await page.locator("#tracks strong").first().filter({ hasNotText: list[0] }).waitFor();
            assert.match((await page.textContent("#now-playing"))!, new RegExp(`: ${list[4]} `));
            const known = { liked: [liked], skipped: [skipped], refused: [refused] };
            const { liked: a, skipped: b, refused: c } = asked.at(-1)!;
            assert.deepEqual({ liked: a, skipped: b, refused: c }, known);
            await page.reload();
            await page.click("text=Happy");
            assert.ok(!(await titles(page)).includes(list[3]));
            assert.deepEqual(asked.at(-1)!.refused, [refused]);
            await page.click("#forget");
            assert.equal(await page.evaluate("localStorage.getItem('duygu.taste')"), null);
            assert.equal(await page.evaluate("document.activeElement.id"), "music");
            await page.click("text=Happy");
            await page.waitForLoadState("networkidle");
            assert.deepEqual(asked.at(-1)!.refused, []);
          });
        },
      );

      await t.step("where the browser lets nothing play by itself, it says so", async () => {
        const music = await writeTones(folder, [2]);
        const script = `HTMLMediaElement.prototype.play = () =>
          Promise.reject(new DOMException("made for this test", "NotAllowedError"));`;
        await withPage(browser, { music, script, locale: "tr-TR" }, async (page) => {
          await page.click("text=Sakin");
          await page.click("#play");
          await page.waitForSelector("#now-playing:has-text('kendi çal düğmesine bas')");
          assert.ok(await page.isVisible("#audio"));
        });
      });

      await t.step("a file that no browser can play is passed over, and told", async () => {
        const music = await writeTones(folder, [30, 30]);
        await withPage(browser, { music }, async (page) => {
          await page.click("text=Calm");
          const [broken, other] = await titles(page);
          await Deno.writeTextFile(join(folder, `t${broken.split(" ")[1]}.wav`), "no sound");
          await page.click("#play");
          await page.waitForSelector(`#status:has-text("cannot play ${broken}")`);
          assert.equal(await current(page), other);
          await until(page, "currentTime > 0.1");
        });
      });
    });
  });
});

/** What the player says of the track called `title`. */
function nowPlaying(music: MusicLibrary, title: string): string {
  const track = music.tracks.find(({ name }) => name === title)!;
  return `Playing: ${title} · ${track.artist}`;
}

/** What a click on `selector` hands out. */
async function handedOut(page: Page, selector: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  const text = await Deno.readTextFile(await download.path());
  return { name: download.suggestedFilename(), text };
}

chromiumTest("what happened in a visit is handed out where somebody asks for it", async (t) => {
  await withChromium([], async (browser) => {
    await withTemporaryFolder(async (folder) => {
      await t.step("a session as JSON and as a table, with what was heard", async () => {
        const music = await writeTones(folder, Array.from({ length: 12 }, () => 30));
        music.tracks.forEach((track) => track.name = `=${track.name}, "so"`);
        await withPage(browser, { music }, async (page) => {
          const asked: string[] = [];
          page.on("request", (request) => asked.push(request.url()));
          assert.ok(!(await page.isVisible("#session")));
          await page.click("text=Sad");
          const list = await titles(page);
          await page.selectOption("#intent", "lift");
          await page.waitForSelector("#tracks small:has-text('step 1 of 10')");
          await page.click("#play");
          const first = (await current(page))!;
          await until(page, "currentTime > 0.5");
          await page.click("#like");
          await page.click("#skip");
          const second = (await current(page))!;
          await page.setInputFiles("#file", {
            name: "me.png",
            mimeType: "image/png",
            buffer: Buffer.from(await drawSquare()),
          });
          await page.waitForSelector("h2:has-text('You look happy')");
          await page.waitForSelector("#status:has-text('tracks for happy')", { state: "attached" });
          assert.deepEqual(await violations(page), []);

          const before = asked.length;
          const { name, text } = await handedOut(page, "#export-json");
          assert.equal(name, "duygu-session.json");
          const session = JSON.parse(text);
          assert.deepEqual([session.format, session.version], ["duygu session", 1]);
          assert.equal(session.networks.photo.run, "photo-run");
          const { events } = session;
          assert.deepEqual(events.map(({ event }: { event: string }) => event), [
            "chosen",
            "suggested",
            "suggested",
            "liked",
            "skipped",
            "played",
            "recognised",
            "suggested",
            "played",
          ]);
          assert.deepEqual(
            events[1].tracks.map(({ title }: { title: string }) => title),
            list,
          );
          assert.deepEqual([events[1].intent, events[2].intent], ["match", "lift"]);
          assert.ok(events[2].tracks[0].why.startsWith("More cheerful than"));
          assert.equal(events[3].track.title, first);
          assert.ok(events[5].heardS >= 0.4 && events[5].heardS < 30, events[5].heardS);
          assert.deepEqual([events[8].track.title, events[6].emotion], [second, "happy"]);
          assert.ok(Math.abs(events[6].confidence - 0.8) < 1e-9);
          assert.ok(events.every(({ at }: { at: string }) => Date.parse(at) > 0));
          assert.ok(!text.includes("base64") && text.length < 40_000);

          const table = await handedOut(page, "#export-csv");
          assert.equal(table.name, "duygu-session.csv");
          const { rows: [header, ...rows] } = parseCsv(table.text, "session");
          const of = (row: string[], column: string) => row[header.indexOf(column)];
          // A row for each track that was suggested, and one for each other event.
          const suggested = rows.filter((row) => of(row, "event") === "suggested");
          assert.equal(suggested.length, 30);
          assert.equal(rows.length, 30 + 6);
          assert.deepEqual(suggested.slice(0, 10).map((row) => of(row, "position")), [
            ..."123456789",
            "10",
          ]);
          // No spreadsheet takes a title for a formula.
          assert.deepEqual(
            suggested.slice(0, 10).map((row) => of(row, "title")),
            list.map((title) => `'${title}`),
          );
          // The server takes no part in it.
          assert.equal(asked.slice(before).filter((url) => !url.includes("/audio/")).length, 0);
          await page.reload();
          await page.waitForLoadState("networkidle");
          assert.ok(!(await page.isVisible("#session")));
        });
      });

      await t.step("likes as a file; those under former ids are kept under the new", async () => {
        const music = await writeTones(folder, Array.from({ length: 12 }, () => 30));
        const script = `if (!localStorage.getItem("duygu.taste")) {
          localStorage.setItem("duygu.taste", '{"liked":["old"],"skipped":[],"refused":["gone"]}');
        }`;
        const renamed = { ...music, formerIds: new Map([["old", "t4"], ["gone", "t2"]]) };
        await withPage(browser, { music: renamed, script }, async (page) => {
          await page.click("text=Happy");
          const list = await titles(page);
          assert.ok(!list.includes("Track 2"));
          const stored = () =>
            page.evaluate<string>("localStorage.getItem('duygu.taste')").then(JSON.parse);
          assert.deepEqual((await stored()).liked, ["t4"]);
          assert.deepEqual((await stored()).refused, ["t2"]);
          await page.click('[aria-label="Play Track 3"]');
          await page.click("#like");
          const { name, text } = await handedOut(page, "#export-taste");
          assert.equal(name, "duygu-likes.json");
          const { liked, refused } = JSON.parse(text);
          const artist = music.tracks[3].artist;
          assert.deepEqual(liked, [{ id: "t4" }, { id: "t3", title: "Track 3", artist }]);
          assert.deepEqual(refused, [{ id: "t2" }]);
          await page.click("#forget");
          assert.equal(await page.evaluate("localStorage.getItem('duygu.taste')"), null);
        });
      });
    });
  });
});

chromiumTest("the list by keyboard, by media keys and by the songs' language", async (t) => {
  await withChromium([], async (browser) => {
    await withTemporaryFolder(async (folder) => {
      const music = await writeTones(folder, Array.from({ length: 4 }, () => 30));
      const focused = (page: Page) =>
        page.evaluate<string>(
          "document.activeElement.ariaLabel || document.activeElement.id || " +
            "document.activeElement.tagName",
        );

      await t.step("the keyboard's place stays where it was, and is nowhere lost", async () => {
        await withPage(browser, { music }, async (page) => {
          await page.click("text=Calm");
          const list = await titles(page);
          await page.focus(`[aria-label="Play ${list[1]}"]`);
          await page.keyboard.press("Enter");
          await until(page, "currentTime > 0.1");
          assert.equal(await current(page), list[1]);
          assert.equal(await focused(page), `Play ${list[1]}`);
          // On to the next track's button.
          await page.keyboard.press("Tab");
          assert.equal(await focused(page), `Play ${list[2]}`);
          await page.keyboard.press("Space");
          assert.equal(await current(page), list[2]);
          await page.focus("#next");
          await page.keyboard.press("Enter");
          assert.equal(await current(page), list[3]);
          assert.equal(await focused(page), "next");
          await page.keyboard.press("Enter");
          await page.waitForSelector("#player", { state: "hidden" });
          assert.equal(await focused(page), "music");
          assert.equal(await page.textContent("#status"), "The list has ended.");
        });
      });

      await t.step(
        "next and previous of keyboards and headsets; what plays has its name there",
        async () => {
          const script = `window.keys = {};
          navigator.mediaSession.setActionHandler = (key, act) => keys[key] = act;`;
          await withPage(browser, { music, script }, async (page) => {
            await page.click("text=Calm");
            const list = await titles(page);
            const shown = () => page.evaluate<string>("navigator.mediaSession.metadata.title");
            await page.click("#play");
            assert.equal(await shown(), list[0]);
            await page.evaluate("keys.nexttrack()");
            await until(page, "currentTime > 0.1");
            assert.deepEqual([await current(page), await shown()], [list[1], list[1]]);
            await page.evaluate("keys.previoustrack()");
            assert.equal(await shown(), list[0]);
            await page.evaluate("audio.currentTime = 10");
            await page.evaluate("keys.previoustrack()");
            await until(page, "currentTime < 5");
            assert.equal(await shown(), list[0]);
          });
        },
      );

      await t.step("only Turkish songs, by what the tags tell; none is said so", async () => {
        const languages = ["tr", "tr", "en", undefined];
        const tracks = music.tracks.map((track, at) => ({ ...track, language: languages[at] }));
        const own = { music: { ...music, tracks }, locale: "tr-TR" };
        await withPage(browser, own, async (page) => {
          const options = await page.locator("#song-language option").allTextContents();
          assert.deepEqual(options, ["fark etmez", "Türkçe (2)", "İngilizce (1)"]);
          await page.click("text=Mutlu");
          assert.equal((await titles(page)).length, 4);
          await page.selectOption("#song-language", "tr");
          await page.waitForSelector("#tracks li:nth-child(3)", { state: "detached" });
          assert.deepEqual((await titles(page)).sort(), ["Track 0", "Track 1"]);
          assert.deepEqual(await violations(page), []);
          await page.click("text=English");
          assert.equal(
            await page.locator("#song-language option:checked").textContent(),
            "Turkish (2)",
          );
          await page.click("#play");
          for (let turn = 0; turn < 2; turn++) await page.click("#refuse");
          await page.click("#recommend");
          await page.waitForSelector("#music-hint:has-text('No track fits these choices')");
        });
        await withPage(browser, { music }, async (page) => {
          assert.ok(!(await page.isVisible("#song-language-choice")));
        });
      });
    });
  });
});

chromiumTest("tracks of a table lead to music services, once clicked and not before", async (t) => {
  await withChromium([], async (browser) => {
    const [one, two] = madeTracks(2);
    const tracks = [
      { ...one, id: "0VjIjW4GlUZAMYd2vXMi3b", name: "Öyle & böyle?", artist: "A; B" },
      { ...two, artist: "" },
    ];
    const music = { tracks, source: "table.csv", madeUp: false, leftOut: 0 };
    await t.step("links by id or by words, without referrer or opener", async () => {
      await withPage(browser, { music }, async (page) => {
        const arrived: Record<string, string>[] = [];
        await page.context().route(/^https:/, async (route) => {
          arrived.push(await route.request().allHeaders());
          await route.fulfill({ contentType: "text/html", body: "<title>elsewhere</title>" });
        });
        await page.click("text=Happy");
        await titles(page);
        const links = await page.locator("#tracks a").evaluateAll((all) =>
          all.map((one) => [one.getAttribute("href"), one.getAttribute("rel")])
        );
        const rel = "noopener noreferrer";
        const words = "%C3%96yle%20%26%20b%C3%B6yle%3F%20A";
        assert.deepEqual(links.sort(), [
          ["https://music.youtube.com/search?q=" + words, rel],
          ["https://music.youtube.com/search?q=Track%201", rel],
          ["https://open.spotify.com/search/Track%201", rel],
          ["https://open.spotify.com/track/0VjIjW4GlUZAMYd2vXMi3b", rel],
        ]);
        assert.ok(!(await page.isVisible("#play")));
        assert.deepEqual(await violations(page), []);
        assert.equal(arrived.length, 0);
        const [popup] = await Promise.all([
          page.waitForEvent("popup"),
          page.click('[aria-label="Look for Track 1 at Spotify"]'),
        ]);
        await popup.waitForURL("https://open.spotify.com/search/Track%201");
        assert.equal(await popup.evaluate("window.opener"), null);
        assert.equal(arrived[0].referer, undefined);
      });
    });

    await t.step("made-up tracks, which nobody has, have none", async () => {
      await withPage(browser, {}, async (page) => {
        await page.click("text=Happy");
        await titles(page);
        assert.equal(await page.locator("#tracks a, #tracks button").count(), 0);
      });
    });
  });
});
