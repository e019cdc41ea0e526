/** Live analysis in a real browser: several faces, the voice, the last minute, what ends it. */
import assert from "node:assert/strict";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { AnalysisTimeoutError } from "./analysis.ts";
import { ApiError } from "./api_schemas.ts";
import { decodeAudio } from "../data/audio/read_audio.ts";
import { chromiumTest, withChromium, writeDevices } from "./testing/chromium.ts";
import { type FakeAnswers, happySpeech } from "./testing/fake_analyser.ts";
import { drawSquare } from "./testing/fake_media.ts";
import { violations, withPage } from "./testing/open_page.ts";

const judgement = (probabilities: Record<string, number>) => ({
  probabilities,
  shares: probabilities,
  // The server makes both anew of what is smoothed.
  predicted: "",
  unsure: false,
});
const left = {
  box: { x: 40, y: 100, width: 150, height: 150 },
  ...judgement({ angry: 0.1, happy: 0.8, sad: 0.1 }),
};
const right = {
  box: { x: 300, y: 120, width: 100, height: 100 },
  ...judgement({ angry: 0.1, happy: 0.2, sad: 0.7 }),
};
const wavering = {
  box: { x: 200, y: 10, width: 60, height: 60 },
  ...judgement({ angry: 0.34, happy: 0.33, sad: 0.33 }),
};

/**
 * Answers by a clock that a picture moves by 200 ms and a sound by 1.5 s, however long they take; one
 * without a face by 2 s, so that faces are forgotten soon.
 */
function timed({ photo, speech }: FakeAnswers) {
  let nowMs = 0;
  return {
    now: () => nowMs,
    answers: {
      ...photo && {
        photo: async (bytes: Uint8Array) => {
          const found = await photo(bytes);
          nowMs += found.faces.length ? 200 : 2000;
          return found;
        },
      },
      ...speech && {
        speech: (bytes: Uint8Array) => {
          nowMs += 1500;
          return speech(bytes);
        },
      },
    },
  };
}

const heading = "#result-heading";
const labels = "[...document.querySelectorAll('#faces button')].map((one) => one.textContent)";
const pressed = "document.querySelector('#faces [aria-pressed=true]')?.textContent";

chromiumTest("live", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const flags = await writeDevices(folder, await drawSquare());
    await withChromium(flags, async (browser) => {
      await t.step(
        "several faces: a box and a word each, one is followed, by any device",
        async () => {
          let faces = [left, right, wavering];
          const photo = () => ({ width: 480, height: 360, faces });
          await withPage(browser, timed({ photo }), async (page) => {
            await page.click("text=Start camera");
            await page.click("text=Analyse live");
            // The largest face first.
            await page.waitForSelector(`${heading}:has-text("You look happy (80%)")`);
            const words = ["Face 1: happy", "Face 2: sad", "Face 3: not sure"];
            assert.deepEqual(await page.evaluate(labels), words);
            assert.equal(await page.evaluate(pressed), "Face 1: happy");
            // Mirrored as the picture is: the left face stands at the right. Words are not mirrored.
            const drawn = await page.evaluate<[string, number, string][]>(
              "[...overlay.children].map((one) => [one.querySelector('text').textContent," +
                "Math.round(Number(one.querySelector('.light').getAttribute('x')))," +
                "one.getAttribute('class')])",
            );
            assert.deepEqual(drawn, [
              ["1 happy", 480 - 40 - 150, "followed"],
              ["2 sad", 480 - 300 - 100, ""],
              ["3 not sure", 480 - 200 - 60, ""],
            ]);
            const [shown, over] = await page.evaluate<DOMRect[]>(
              "[video, overlay].map((one) => one.getBoundingClientRect().toJSON())",
            );
            assert.deepEqual(shown, over);
            // A picture is told to nobody more than once; a screen reader hears the mood.
            assert.equal(await page.getAttribute("#overlay", "aria-hidden"), "true");
            await page.waitForSelector("#status:has-text('You look happy')", { state: "attached" });
            await page.click("text=Face 2: sad");
            await page.waitForSelector(`${heading}:has-text("You look sad (70%)")`);
            // By the keyboard, which keeps its place while buttons change five times a second.
            await page.keyboard.press("Tab");
            await page.keyboard.press("Enter");
            await page.waitForSelector(`${heading}:has-text("Not sure; perhaps angry (34%)")`);
            await page.waitForTimeout(600);
            assert.equal(
              await page.evaluate("document.activeElement.textContent"),
              "Face 3: not sure",
            );
            assert.deepEqual(await violations(page), []);
            // Music for whoever is followed.
            await page.click("text=Face 2: sad");
            await page.click("text=Suggest music");
            await page.waitForSelector("#tracks small:has-text('for sad')");
            assert.ok(await page.isVisible("#on-air"));
            // Who goes is followed no more, and the box goes at once.
            faces = [left];
            while (await page.evaluate("overlay.children.length !== 1")) {
              await page.waitForTimeout(20);
            }
            await page.waitForSelector(`${heading}:has-text("You look happy")`);
            assert.ok(await page.isHidden("#faces"));
            faces = [];
            await page.waitForSelector(`${heading}:has-text("No face is seen now.")`);
            assert.equal(await page.evaluate("overlay.children.length"), 0);
            await page.click("text=Stop camera");
            assert.ok(await page.isHidden("#overlay"));
          });
        },
      );

      await t.step("the last minute is drawn, and said in words", async () => {
        let sure = true;
        const photo = () => ({
          width: 480,
          height: 360,
          faces: [sure ? left : { ...wavering, box: left.box }],
        });
        await withPage(browser, timed({ photo }), async (page) => {
          await page.click("text=Start camera");
          await page.click("text=Analyse live");
          await page.waitForSelector("#minute-text:has-text('Happy for ')");
          assert.deepEqual(
            await page.locator("#minute-rows > div > span").allTextContents(),
            ["Angry", "Happy", "Sad"],
          );
          // The height of its area is the probability, and it ends at the right: now.
          const path = await page.evaluate<string>(
            "document.querySelectorAll('#minute-rows .sure')[1].getAttribute('d')",
          );
          const heights = [...path.matchAll(/L([\d.]+) ([\d.]+)/g)].map(([, , y]) => Number(y));
          assert.equal(heights[0], 0.2);
          const ends = [...path.matchAll(/L([\d.]+) 1Z/g)].map(([, x]) => Number(x));
          assert.ok(ends.at(-1)! > 59 && ends.at(-1)! <= 60, path);
          sure = false;
          await page.waitForSelector("#minute-text:has-text('not sure for ')");
          const unsure = "document.querySelectorAll('#minute-rows .unsure')[0].getAttribute('d')";
          assert.match(await page.evaluate<string>(unsure), /^M/);
          await page.click("text=Türkçe");
          await page.waitForSelector("#minute-text:has-text('saniye mutlu')");
          assert.equal(await page.textContent("#minute-heading"), "Son bir dakika");
          assert.match((await page.textContent("#on-air"))!, /^Yayında: görüntüler/);
          assert.deepEqual(await violations(page), []);
          // Another mood ends it.
          await page.click("text=Sakin");
          assert.ok(await page.isHidden("#minute"));
        });
      });

      await t.step("the voice by windows, alone and beside a face; nothing is stored", async () => {
        const sounds: Uint8Array[] = [];
        let spokenS = 2;
        const speech = (bytes: Uint8Array) => {
          sounds.push(bytes);
          return { ...happySpeech, ...judgement({ angry: 0.9, sad: 0.1 }), spokenS };
        };
        const photo = () => ({ width: 480, height: 360, faces: [left] });
        await withPage(browser, timed({ photo, speech }), async (page) => {
          await page.focus("#listen");
          await page.keyboard.press("Enter");
          await page.waitForSelector("text=On air: sounds are analysed, none is stored");
          assert.equal(await page.getAttribute("#listen", "aria-pressed"), "true");
          assert.ok(await page.isHidden("#record"));
          await page.waitForSelector(`${heading}:has-text("You sound angry (90%)")`);
          assert.ok(Number(await page.getAttribute("#level", "aria-valuenow")) > 50);
          await page.click("text=Start camera");
          await page.click("text=Analyse live");
          await page.waitForSelector("text=On air: pictures and sounds are analysed");
          // The face is followed where nobody chose; the voice can be.
          await page.waitForSelector(`${heading}:has-text("You look happy")`);
          await page.click("text=Voice: angry");
          await page.waitForSelector(`${heading}:has-text("You sound angry")`);
          assert.deepEqual(await violations(page), []);
          while (sounds.length < 2) await page.waitForTimeout(50);
          spokenS = 0;
          const windows = await Promise.all(sounds.map((one) => decodeAudio(one, "window")));
          for (const { durationS } of windows) assert.ok(Math.abs(durationS - 3) < 0.01);
          await page.click("text=Listen live");
          await page.waitForSelector("text=On air: pictures are analysed");
          await page.waitForSelector(`${heading}:has-text("You look happy")`);
          await page.click("text=Analyse live");
          assert.ok(await page.isHidden("#on-air"));
          const kept = await page.evaluate("Object.keys(localStorage)");
          assert.deepEqual(kept, ["duygu.notice"]);
        });
      });

      await t.step(
        "a page that nobody sees looks at nobody; a stream that ended is opened anew",
        async () => {
          let asked = 0;
          const photo = () => {
            asked++;
            return { width: 480, height: 360, faces: [left] };
          };
          await withPage(browser, timed({ photo }), async (page, origin) => {
            const hide = (isHidden: boolean) =>
              page.evaluate(
                `Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true })`,
              );
            await page.click("text=Start camera");
            await page.click("text=Analyse live");
            while (asked < 3) await page.waitForTimeout(20);
            await hide(true);
            await page.waitForTimeout(500);
            const before = asked;
            await page.waitForTimeout(500);
            assert.equal(asked, before);
            await hide(false);
            while (asked < before + 3) await page.waitForTimeout(20);
            const streams = async () => (await (await fetch(`${origin}/health`)).json()).streams;
            assert.equal(await streams(), 1);
            await page.click("text=Analyse live");
            while (await streams() > 0) await page.waitForTimeout(20);
          });
        },
      );

      await t.step(
        "what the server refuses for good ends it and is told; what passes does not",
        async () => {
          let fails = "no";
          const photo = () => {
            if (fails === "late") {
              fails = "no";
              throw new AnalysisTimeoutError("late");
            }
            if (fails === "busy") throw new ApiError("busy", "", { retryAfterS: 1 });
            if (fails === "broken") throw new ApiError("unreadable", "broken");
            return { width: 480, height: 360, faces: [left] };
          };
          await withPage(browser, timed({ photo }), async (page) => {
            await page.click("text=Start camera");
            await page.click("text=Analyse live");
            await page.waitForSelector(`${heading}:has-text("You look happy")`);
            fails = "busy";
            await page.waitForTimeout(400);
            fails = "no";
            assert.ok(await page.isVisible("#on-air"));
            fails = "late";
            while (fails === "late") await page.waitForTimeout(20);
            await page.waitForTimeout(400);
            assert.ok(await page.isVisible("#on-air"));
            fails = "broken";
            await page.waitForSelector("[role=alert]:has-text('cannot be read')");
            assert.ok(await page.isHidden("#on-air"));
            assert.equal(await page.evaluate("video.srcObject"), null);
            assert.ok(await page.isVisible("text=Start camera"));
          });
        },
      );

      await t.step("a microphone that never sounds is told of and released", async () => {
        const script = `AudioContext.prototype.resume = async function () {};
          const wait = window.setTimeout;
          window.setTimeout = (act, ms) => wait(act, ms === 50 ? 1 : ms);
          AudioWorkletNode = class { port = {}; };
          AudioContext.prototype.createMediaStreamSource = () => ({ connect() {} });`;
        await withPage(browser, { script }, async (page) => {
          await page.click("text=Listen live");
          await page.waitForSelector("[role=alert]:has-text('The microphone cannot be used')");
          assert.ok(await page.isHidden("#on-air"));
          assert.ok(await page.isVisible("text=Record voice"));
        });
      });

      for (const colorScheme of ["light", "dark"] as const) {
        await t.step(`on a small screen, without motion, ${colorScheme}`, async () => {
          const photo = () => ({ width: 480, height: 360, faces: [left, right, wavering] });
          const options = {
            ...timed({ photo }),
            viewport: { width: 320, height: 800 },
            locale: "tr-TR",
            colorScheme,
            reducedMotion: "reduce" as const,
          };
          await withPage(browser, options, async (page) => {
            await page.click("#camera");
            await page.click("#watch");
            await page.waitForSelector("#minute-text:has-text('saniye mutlu')");
            assert.deepEqual(await violations(page), []);
            const tooWide = await page.evaluate(
              "[...document.querySelectorAll('html, section, button, #on-air, .minute span')]" +
                ".filter((one) => one.scrollWidth > one.clientWidth + (one.tagName === 'HTML' ? 0 : 1))" +
                ".map((one) => one.outerHTML.slice(0, 80))",
            );
            assert.deepEqual(tooWide, []);
            const moves = await page.evaluate<string>(
              "getComputedStyle(document.getElementById('watch')).transitionDuration",
            );
            assert.equal(moves, "0s");
          });
        });
      }
    });
  });
});
