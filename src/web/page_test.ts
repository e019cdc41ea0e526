/** The page in a real browser, with a camera and a microphone that play files. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { decodeAudio } from "../data/audio/read_audio.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { readImage } from "../data/images/read_image.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeTracks } from "../music/testing/made_tracks.ts";
import { ApiError } from "./api_schemas.ts";
import { chromiumTest, fakeDevices, withChromium, writeDevices } from "./testing/chromium.ts";
import { happyPhoto, happySpeech } from "./testing/fake_analyser.ts";
import { cameraSize, drawSquare, TONE_HZ } from "./testing/fake_media.ts";
import { idle, titles, violations, withPage } from "./testing/open_page.ts";

chromiumTest("camera and microphone", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const flags = await writeDevices(folder, await drawSquare());
    await withChromium(flags, async (browser) => {
      await t.step(
        "a photo is taken, which frees the camera; only a live picture is taken again",
        async () => {
          const photos: Uint8Array[] = [];
          const photo = (bytes: Uint8Array) => {
            photos.push(bytes);
            return happyPhoto;
          };
          const options = { answers: { photo }, script: watchDevices("") };
          await withPage(browser, options, async (page) => {
            const states = () => page.evaluate("tracks.map((one) => one.readyState)");
            await page.click("text=Start camera");
            await page.waitForSelector("text=Take photo");
            assert.deepEqual(await states(), ["live"]);
            // As in a mirror; the photo is not.
            const mirror = await page.evaluate("getComputedStyle(video).transform");
            assert.equal(mirror, "matrix(-1, 0, 0, 1, 0, 0)");
            await page.click("text=Take photo");
            const first = await titles(page);
            assert.equal(first.length, 10);
            assert.equal(await page.textContent("#result-heading"), "You look happy (80%)");
            assert.deepEqual(await page.locator("#bars li").allTextContents(), [
              "Angry5%",
              "Happy80%",
              "Sad10%",
              "Neutral5%",
            ]);
            // What arrived is what the camera saw: its size, and the dark square in its place.
            const { width, height, data } = await readImage(photos[0], "photo");
            assert.deepEqual({ width, height }, cameraSize);
            assert.ok(data[150 * width + 150] < 60 && data[300 * width + 400] > 190);
            // The box is drawn: yellow on the face's edge, in the middle of its upper side.
            const [red, green, blue] = await page.evaluate<number[]>(
              "[...document.querySelector('canvas').getContext('2d').getImageData(320, 100, 1, 1).data]",
            );
            assert.ok(red > 200 && green > 180 && blue < 140, `${red} ${green} ${blue}`);
            assert.deepEqual(await states(), ["ended"]);
            assert.equal(await page.textContent("#camera"), "Start camera");
            assert.ok(!(await page.isVisible("text=Take photo")));
            // Other music for the same face.
            await page.click("text=Suggest music");
            await page.locator("#tracks strong").first().filter({ hasNotText: first[0] }).waitFor();
            assert.equal(photos.length, 1);
            assert.ok(await page.isVisible("#photo"));
            const second = await titles(page);
            assert.ok(second.every((title) => !first.includes(title)));
            // While the picture is live, the same button looks again.
            await page.click("text=Start camera");
            await page.waitForSelector("text=Take photo");
            await page.click("text=Suggest music");
            await page.locator("#tracks strong").first().filter({ hasNotText: second[0] })
              .waitFor();
            assert.equal(photos.length, 2);
            // A chosen emotion ends the camera, and is not replaced by another photo.
            await page.click("text=Start camera");
            await page.waitForSelector("text=Take photo");
            await page.click("text=Calm");
            await page.waitForSelector("h2:has-text('You feel calm')");
            assert.deepEqual(await states(), ["ended", "ended", "ended"]);
            await page.click("text=Suggest music");
            await page.waitForLoadState("networkidle");
            assert.equal(photos.length, 2);
            assert.equal(await page.textContent("#result-heading"), "You feel calm");
            await page.click("text=Start camera");
            await page.click("text=Stop camera");
            assert.ok(await page.isVisible("#stage-hint"));
          });
        },
      );

      await t.step("an upload ends the camera; what comes too late replaces nothing", async () => {
        const { promise: chosen, resolve: choose } = Promise.withResolvers<void>();
        let asked = 0;
        const photo = async () => {
          if (++asked === 2) await chosen;
          return happyPhoto;
        };
        const options = { answers: { photo }, script: watchDevices("") };
        await withPage(browser, options, async (page) => {
          const upload = async () => {
            const buffer = Buffer.from(await drawSquare());
            await page.setInputFiles("#file", { name: "me.png", mimeType: "image/png", buffer });
          };
          await page.click("text=Start camera");
          await page.waitForSelector("text=Take photo");
          await upload();
          await page.waitForSelector("h2:has-text('You look happy')");
          assert.deepEqual(await page.evaluate("tracks.map((one) => one.readyState)"), ["ended"]);
          assert.equal(await page.textContent("#camera"), "Start camera");
          await idle(page);
          await page.click("text=Suggest music");
          await page.waitForLoadState("networkidle");
          assert.equal(asked, 1);
          assert.ok(await page.isVisible("#photo"));
          // An emotion that is chosen while a photo is analysed counts, not the photo.
          await upload();
          await page.click("text=Sad");
          await page.waitForSelector("h2:has-text('You feel sad')");
          const answered = page.waitForResponse(/api\/photo/);
          choose();
          await (await answered).finished();
          await idle(page);
          assert.equal(await page.textContent("#result-heading"), "You feel sad");
        });
      });

      await t.step("a failure while a photo is analysed leaves the camera free", async () => {
        const photo = () => {
          throw new ApiError("busy", "", { retryAfterS: 7 });
        };
        const options = { answers: { photo }, script: watchDevices("") };
        await withPage(browser, options, async (page) => {
          await page.click("text=Start camera");
          await page.click("text=Take photo");
          await page.waitForSelector("[role=alert]:has-text('busy')");
          assert.deepEqual(await page.evaluate("tracks.map((one) => one.readyState)"), ["ended"]);
          assert.ok(await page.isVisible("text=Start camera"));
          assert.ok(await page.isVisible("#stage-hint"));
        });
      });

      await t.step(
        "live: smoothed, marked as on air, nothing stored, ended by anything else",
        async () => {
          let asked = 0;
          const sizes = new Set<number>();
          const { faces: [face] } = happyPhoto;
          const photo = async (bytes: Uint8Array) => {
            sizes.add((await readImage(bytes, "photo")).width);
            // Every fifth answer is another, and the 12th has no face.
            if (++asked === 12) return { ...happyPhoto, faces: [] };
            const odd = { angry: 0.9, happy: 0.04, sad: 0.03, neutral: 0.03 };
            return asked % 5 ? happyPhoto : {
              ...happyPhoto,
              faces: [{ ...face, predicted: "angry", probabilities: odd, shares: odd }],
            };
          };
          const options = { answers: { photo }, script: watchDevices("") };
          await withPage(browser, options, async (page) => {
            const heading = async () => (await page.textContent("#result-heading"))!;
            const stored = () => page.evaluate<string[]>("Object.keys(localStorage)");
            const before = await stored();
            await page.click("text=Start camera");
            await page.waitForSelector("text=Take photo");
            assert.ok(!(await page.isVisible("#on-air")));
            await page.focus("#watch");
            await page.keyboard.press("Enter");
            assert.ok(await page.isVisible("text=On air: pictures are analysed, none is stored"));
            assert.equal(await page.getAttribute("#watch", "aria-pressed"), "true");
            await page.waitForSelector("h2:has-text('You look happy')");
            assert.deepEqual(await violations(page), []);
            while (asked < 4) await page.waitForTimeout(20);
            // The picture is the camera's, not a photo, and music waits until it is asked for.
            assert.ok(await page.isVisible("video"));
            assert.equal(await page.locator("#tracks li").count(), 0);
            await page.click("text=Suggest music");
            assert.equal((await titles(page)).length, 10);
            assert.ok(await page.isVisible("#on-air"));
            while (asked < 17) {
              assert.doesNotMatch(await heading(), /^You look angry/);
              await page.waitForTimeout(20);
            }
            assert.deepEqual([...sizes], [480]);
            await page.click("text=Analyse live");
            assert.ok(!(await page.isVisible("#on-air")));
            assert.ok(await page.isVisible("video"));
            await page.waitForLoadState("networkidle");
            const stopped = asked;
            await page.waitForTimeout(500);
            assert.equal(asked, stopped);
            await page.click("text=Analyse live");
            while (asked < stopped + 2) await page.waitForTimeout(20);
            await page.click("text=Calm");
            await page.waitForSelector("h2:has-text('You feel calm')");
            await page.waitForLoadState("networkidle");
            assert.ok(!(await page.isVisible("#on-air")));
            assert.equal(await heading(), "You feel calm");
            assert.deepEqual(await page.evaluate("tracks.map((one) => one.readyState)"), ["ended"]);
            assert.deepEqual(await stored(), before);
          });
        },
      );

      await t.step("the notice comes before the first start, and once", async () => {
        const first = { isFirstVisit: true };
        await withPage(browser, first, async (page) => {
          const isAsked = () =>
            page.evaluate<boolean>("!!document.querySelector('video').srcObject");
          await page.focus("#camera");
          await page.keyboard.press("Enter");
          const dialog = page.getByRole("dialog", { name: "Before a face or a voice is analysed" });
          await dialog.waitFor();
          const description = await dialog.textContent();
          // The articles of Regulation (EU) 2024/1689, once in each language.
          for (const article of ["50(3)", "5(1)(f)", "III", "1(c)", "docs/responsible-use.md"]) {
            assert.equal(description!.split(article).length, 3, article);
          }
          assert.match(description!, /AB Yapay Zekâ Yasası[^]*EU AI Act/);
          const spoken = await page.evaluate<string[]>(
            "notice.getAttribute('aria-describedby').split(' ').map((id) => " +
              "[...document.getElementById(id).children].map((part) => part.lang).join())",
          );
          assert.deepEqual(spoken, ["tr,en"]);
          assert.deepEqual(await violations(page), []);
          // Nothing behind it can be reached, and Escape starts nothing.
          const reached: string[] = [];
          for (let press = 0; press < 4; press++) {
            const inside = "document.activeElement.closest('dialog, body').tagName";
            reached.push(await page.evaluate<string>(inside));
            await page.keyboard.press("Tab");
          }
          assert.ok(reached.filter((one) => one === "DIALOG").length >= 2, reached.join());
          await page.keyboard.press("Escape");
          await dialog.waitFor({ state: "hidden" });
          await idle(page);
          assert.equal(await isAsked(), false);
          assert.equal(await page.evaluate("document.activeElement.id"), "camera");
          // A file shows somebody, too.
          const photo = Buffer.from(await drawSquare());
          await page.setInputFiles("#file", {
            name: "a.png",
            mimeType: "image/png",
            buffer: photo,
          });
          await dialog.waitFor();
          await page.click("text=Do not start");
          await idle(page);
          assert.equal(await page.isVisible("#result"), false);
          await page.click("text=Record voice");
          await page.click("text=Do not start");
          await idle(page);
          await page.keyboard.press("Enter");
          await page.click("text=I understand; start");
          await page.waitForSelector("text=Stop recording");
          await page.reload();
          await page.waitForLoadState("networkidle");
          await page.click("text=Start camera");
          await page.waitForSelector("text=Take photo");
          assert.equal(await dialog.isVisible(), false);
        });
        await withPage(browser, { ...first, locale: "tr-TR" }, async (page) => {
          await page.click("#camera");
          await page.getByRole("dialog", { name: "Yüz ya da ses analiz edilmeden önce" }).waitFor();
          assert.deepEqual(await violations(page), []);
          await page.click("text=Anladım, başlat");
          await page.waitForSelector("text=Fotoğraf çek");
        });
      });

      await t.step("a browser that stores nothing is told again, and works", async () => {
        const script =
          "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });";
        await withPage(browser, { isFirstVisit: true, script }, async (page) => {
          for (let time = 0; time < 2; time++) {
            await page.click("text=Start camera");
            await page.click("text=I understand; start");
            await page.click("text=Stop camera");
          }
        });
      });

      await t.step("a recording arrives as the WAV that the microphone heard", async () => {
        const recordings: Uint8Array[] = [];
        const speech = (bytes: Uint8Array) => {
          recordings.push(bytes);
          return happySpeech;
        };
        await withPage(browser, { answers: { speech } }, async (page) => {
          await page.click("text=Record voice");
          await page.waitForSelector("text=Stop recording (1 s)");
          assert.ok(Number(await page.getAttribute("#level", "aria-valuenow")) > 50);
          await page.click("#record");
          assert.equal((await titles(page)).length, 10);
          assert.equal(await page.textContent("#result-heading"), "You sound happy (80%)");
          assert.match(
            (await page.textContent("#model-note"))!,
            /2\.0 s of 3\.0 s were analysed\.$/,
          );
        });
        const { samples, sampleRateHz, durationS } = await decodeAudio(recordings[0], "recording");
        assert.ok(durationS > 0.9 && durationS < 4, String(durationS));
        // Upward crossings of zero in the second half, where the browser's own fade-in is over.
        const half = samples.subarray(samples.length / 2);
        const crossings = half.filter((value, n) => n > 0 && half[n - 1] < 0 && value >= 0).length;
        const heardHz = crossings / (half.length / sampleRateHz);
        assert.ok(Math.abs(heardHz - TONE_HZ) < 0.05 * TONE_HZ, String(heardHz));
      });

      await t.step("where a photo has no face, or two", async () => {
        const [face] = happyPhoto.faces;
        const second = { ...face, predicted: "sad", shares: { sad: 1 } };
        const faces = [[], [face, second]];
        const photo = () => ({ ...happyPhoto, faces: faces.shift()! });
        await withPage(browser, { answers: { photo } }, async (page) => {
          await page.click("text=Start camera");
          await page.click("text=Take photo");
          await page.waitForSelector("h2:has-text('No face was found')");
          assert.equal(await page.locator("#tracks li").count(), 0);
          await page.click("text=Start camera");
          await page.click("text=Take photo");
          await titles(page);
          await page.click("text=Face 2");
          await page.waitForSelector("text=/: for sad$/");
          assert.equal(await page.getAttribute("text=Face 2", "aria-pressed"), "true");
        });
      });
    });
  });
});

/**
 * Counts the tracks that the page was given; `broken` is run in the page before its own scripts.
 */
const watchDevices = (broken: string) =>
  `{
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.tracks = [];
  window.contexts = [];
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(...words) {
      super(...words);
      window.contexts.push(this);
    }
  };
  const fail = () => { throw new DOMException("made for this test", "NotSupportedError"); };
  ${broken}
}`;

chromiumTest("a device that fails half-way is released", async (t) => {
  const flags = [...fakeDevices({}), "--use-fake-ui-for-media-stream"];
  await withChromium(flags, async (browser) => {
    const cases = {
      "the camera's picture cannot be played": [
        "Start camera",
        "HTMLMediaElement.prototype.play = () => Promise.reject(new Error('refused'));",
      ],
      "the recorder's script cannot be loaded": [
        "Record voice",
        "AudioWorklet.prototype.addModule = async () => fail();",
      ],
      "the microphone's rate is another than the context's": [
        "Record voice",
        "Context.prototype.createMediaStreamSource = fail;",
      ],
      "there is no recorder": [
        "Record voice",
        "window.AudioWorkletNode = function () { fail(); };",
      ],
    };
    for (const [name, [button, broken]] of Object.entries(cases)) {
      await t.step(name, async () => {
        await withPage(browser, { script: watchDevices(broken) }, async (page) => {
          await page.click(`text=${button}`);
          await page.waitForSelector("[role=alert]:has-text('cannot be used')");
          assert.deepEqual(await page.evaluate("tracks.map((one) => one.readyState)"), ["ended"]);
          assert.equal(await page.evaluate("document.querySelector('video').srcObject"), null);
          const states = await page.evaluate<string[]>("contexts.map((one) => one.state)");
          assert.ok(states.every((state) => state === "closed"));
          assert.ok(await page.isVisible("text=Start camera"));
          assert.ok(await page.isVisible("text=Record voice"));
        });
      });
    }

    await t.step("a camera that was given up before it was allowed is released", async () => {
      const script = `window.allow = Promise.withResolvers();
        const real = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = async function (constraints) {
          await window.allow.promise;
          return await real.call(this, constraints);
        };`;
      await withPage(browser, { script: script + watchDevices("") }, async (page) => {
        await page.click("text=Start camera");
        await page.waitForSelector("text=Stop camera");
        await page.click("text=Calm");
        // It may be started anew while the first attempt still waits for its permission.
        await page.click("text=Start camera");
        await page.waitForSelector("text=Stop camera");
        await page.evaluate("allow.resolve()");
        await page.waitForSelector("text=Take photo");
        const states = "tracks.map((one) => one.readyState).sort()";
        assert.deepEqual(await page.evaluate(states), ["ended", "live"]);
        assert.ok(await page.evaluate("video.srcObject.active"));
      });
    });

    await t.step("a picture that may not play by itself plays at the next press", async () => {
      const broken = `const play = HTMLMediaElement.prototype.play;
        let times = 0;
        HTMLMediaElement.prototype.play = function () {
          return ++times > 1 ? play.call(this)
            : Promise.reject(new DOMException("made for this test", "NotAllowedError"));
        };`;
      await withPage(browser, { script: watchDevices(broken) }, async (page) => {
        await page.click("text=Start camera");
        await page.waitForSelector("[role=alert]:has-text('once more')");
        assert.deepEqual(await page.evaluate("tracks.map((one) => one.readyState)"), ["ended"]);
        await page.click("text=Start camera");
        await page.waitForSelector("text=Take photo");
      });
    });

    await t.step("a microphone is heard whose rate is another than the browser's", async () => {
      const recordings: Uint8Array[] = [];
      const speech = (bytes: Uint8Array) => {
        recordings.push(bytes);
        return happySpeech;
      };
      // As Firefox does, where the microphone's own rate is 44.1 kHz and is not told.
      const broken = `const connect = Context.prototype.createMediaStreamSource;
        MediaStreamTrack.prototype.getSettings = () => ({});
        Context.prototype.createMediaStreamSource = function (stream) {
          return this.sampleRate === 44100 ? connect.call(this, stream) : fail();
        };`;
      const options = { answers: { speech }, script: watchDevices(broken) };
      await withPage(browser, options, async (page) => {
        await page.click("text=Record voice");
        await page.waitForSelector("text=Stop recording (1 s)");
        await page.click("#record");
        await page.waitForSelector("h2:has-text('You sound happy')");
        const states = await page.evaluate<string[]>("contexts.map((one) => one.state)");
        assert.ok(states.every((state) => state === "closed"));
      });
      assert.equal((await decodeAudio(recordings[0], "recording")).sampleRateHz, 44_100);
    });

    await t.step("a camera that is unplugged is as one that was stopped", async () => {
      await withPage(browser, { script: watchDevices("") }, async (page) => {
        await page.click("text=Start camera");
        await page.waitForSelector("text=Take photo");
        await page.evaluate("tracks[0].dispatchEvent(new Event('ended'))");
        await page.waitForSelector("text=Start camera");
        assert.deepEqual(await page.evaluate("tracks.map((one) => one.readyState)"), ["ended"]);
      });
    });

    await t.step("photos are taken without OffscreenCanvas", async () => {
      await withPage(browser, { script: "delete window.OffscreenCanvas;" }, async (page) => {
        await page.click("text=Start camera");
        await page.click("text=Take photo");
        assert.equal((await titles(page)).length, 10);
      });
    });
  });
});

chromiumTest("no camera, no microphone, no network", async (t) => {
  await withChromium([...fakeDevices({}), "--deny-permission-prompts"], async (browser) => {
    await t.step(
      "refused permissions are reported, and choosing an emotion still works",
      async () => {
        await withPage(browser, {}, async (page) => {
          await page.click("text=Start camera");
          await page.waitForSelector("[role=alert]:has-text('The camera was not allowed')");
          await page.click("text=Record voice");
          await page.waitForSelector("[role=alert]:has-text('The microphone was not allowed')");
          assert.deepEqual(await violations(page), []);
          await page.click("text=Calm");
          assert.equal((await titles(page)).length, 10);
          assert.ok(!(await page.isVisible("#error")));
          assert.ok(await page.isVisible("#made-up"));
        });
      },
    );
  });
  await withChromium([], async (browser) => {
    await t.step("missing devices are reported", async () => {
      await withPage(browser, { permissions: ["camera", "microphone"] }, async (page) => {
        await page.click("text=Start camera");
        await page.waitForSelector("[role=alert]:has-text('No camera was found')");
        await page.click("text=Record voice");
        await page.waitForSelector("[role=alert]:has-text('No microphone was found')");
      });
    });

    await t.step("without trained networks it says which commands train them", async () => {
      const answers = { trained: { photo: false, speech: false } };
      await withPage(browser, { answers }, async (page) => {
        assert.equal(
          await page.textContent("#photo-missing code"),
          "deno task duygu train fer2013",
        );
        assert.equal(
          await page.textContent("#speech-missing code"),
          "deno task duygu data get turev && deno task duygu train turev",
        );
        assert.ok(await page.isDisabled("#camera"));
        assert.ok(await page.isDisabled("#record"));
        assert.deepEqual(await violations(page), []);
        await page.click("text=Happy");
        assert.equal((await titles(page)).length, 10);
      });
    });
  });
});

chromiumTest("files, errors, languages, keyboard and small screens", async (t) => {
  await withChromium([], async (browser) => {
    const png = { name: "me.png", mimeType: "image/png", buffer: Buffer.from(await drawSquare()) };
    await t.step(
      "a figure of the model's own test set, or a mean over folds, is said to be one",
      async () => {
        const { knowledge } = happySpeech;
        const own = { knowledge, clips: null, uar: null, count: 210, protocol: "", answered: null };
        let folds: number | null = null;
        const speech = () => ({ ...happySpeech, figure: { ...own, accuracy: 0.446, folds } });
        await withPage(browser, { answers: { speech } }, async (page) => {
          const buffer = Buffer.from(encodeWav(new Float32Array(1000), 16_000));
          for (
            const [given, words] of [
              [null, "on single clips of its test set: 45%"],
              [6, "It has no test set of its own; models trained on parts of its data have a mean"],
            ] as const
          ) {
            folds = given;
            await page.setInputFiles("#file", { name: "me.wav", mimeType: "audio/wav", buffer });
            await page.waitForSelector(`#model-note:has-text('${words}')`);
            await idle(page);
          }
        });
      },
    );

    await t.step("photos and recordings as files, chosen or dropped; others refused", async () => {
      await withPage(browser, {}, async (page) => {
        const choose = async (name: string, mimeType: string, buffer: Uint8Array) => {
          await idle(page);
          await page.setInputFiles("#file", { name, mimeType, buffer: Buffer.from(buffer) });
        };
        await choose("me.png", "image/png", png.buffer);
        await page.waitForSelector("h2:has-text('You look happy')");
        await choose("me.wav", "audio/x-wav", encodeWav(new Float32Array(1000), 16_000));
        await page.waitForSelector("h2:has-text('You sound happy')");
        const jpeg = await sharp(png.buffer).jpeg().toBuffer();
        for (
          const [name, type] of [["me", ""], ["me.jpg", "image/jpg"], ["me.txt", "text/plain"]]
        ) {
          await choose("me.wav", "audio/wav", encodeWav(new Float32Array(1000), 16_000));
          await page.waitForSelector("h2:has-text('You sound happy')");
          await choose(name, type, jpeg);
          await page.waitForSelector("h2:has-text('You look happy')");
        }
        await choose("voice", "application/octet-stream", encodeWav(new Float32Array(99), 16_000));
        await page.waitForSelector("h2:has-text('You sound happy')");
        await choose("me.wav", "audio/wav", new Uint8Array(0));
        await page.waitForSelector("[role=alert]:has-text('Expected a JPEG, PNG or WebP photo')");
        await choose("me.png", "image/png", png.buffer);
        await page.waitForSelector("h2:has-text('You look happy')");
        await choose("me.jpg", "image/jpeg", new Uint8Array(9));
        await page.waitForSelector("[role=alert]:has-text('Expected a JPEG, PNG or WebP photo')");
        await idle(page);
        await page.evaluate(`{
          const bytes = new Uint8Array([${[...png.buffer]}]);
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], "me.png", { type: "image/png" }));
          document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
        }`);
        await page.waitForSelector("h2:has-text('You look happy')");
        assert.ok(!(await page.isVisible("#error")));
      });
    });

    await t.step("silence gets no emotion and no music", async () => {
      const warnings = [{ kind: "silence" as const, message: "it is silent" }];
      const unjudged = { predicted: null, probabilities: null, shares: {}, unsure: true };
      const speech = () => ({ ...happySpeech, ...unjudged, warnings });
      await withPage(browser, { answers: { speech } }, async (page) => {
        const buffer = Buffer.from(encodeWav(new Float32Array(1000), 16_000));
        await page.setInputFiles("#file", { name: "me.wav", mimeType: "audio/wav", buffer });
        await page.waitForSelector("h2:has-text('The recording is silent; it is not judged.')");
        assert.equal(
          await page.textContent("#status"),
          "The recording is silent; it is not judged.",
        );
        assert.equal(await page.locator("#bars li").count(), 0);
        assert.equal(await page.locator("#tracks li").count(), 0);
        assert.deepEqual(await violations(page), []);
      });
    });

    await t.step("what the server refuses is reported in the page's language", async () => {
      const photo = () => {
        throw new ApiError("busy", "", { retryAfterS: 7 });
      };
      await withPage(browser, { answers: { photo }, locale: "tr-TR" }, async (page) => {
        await page.setInputFiles("#file", png);
        await page.waitForSelector("[role=alert]:has-text('7 sn sonra yeniden dene')");
        await page.context().setOffline(true);
        await page.click("text=Mutlu");
        await page.waitForSelector("[role=alert]:has-text('Sunucuya ulaşılamıyor')");
      });
    });

    await t.step("the language follows the browser, can be switched, and stays", async () => {
      await withPage(browser, { locale: "tr-TR" }, async (page) => {
        assert.equal(await page.getAttribute("html", "lang"), "tr");
        await page.click("text=Üzgün");
        const before = await titles(page);
        assert.match((await page.textContent("#tracks small"))!, /hedef %\d+ ve %\d+: üzgün$/);
        await page.click("text=English");
        await page.waitForSelector("#tracks small:has-text('the target is')");
        // The same music, told in the other language.
        assert.deepEqual(await titles(page), before);
        assert.equal(await page.textContent("#result-heading"), "You feel sad");
        assert.equal(await page.title(), "Duygu: music for your mood");
        await page.reload();
        assert.equal(await page.getAttribute("html", "lang"), "en");
        assert.equal(await page.textContent("#recommend"), "Suggest music");
      });
    });

    await t.step(
      "mood and energy first; a journey of ten tracks; paper F's rule by choice",
      async () => {
        await withPage(browser, {}, async (page) => {
          const next = async (act: Promise<unknown>) => {
            const answer = page.waitForResponse(/api\/music$/);
            await act;
            return (await (await answer).json()).tracks as { valence: number; why: string }[];
          };
          const [first] = await next(page.click("text=Sad"));
          assert.match(first.why, /the target is 19% and 37%: for sad$/);
          const journey = await next(page.selectOption("#intent", "lift"));
          await page.waitForSelector("#tracks small:has-text('step 10 of 10 up from sad')");
          // From where one is, step by step, to where one wants to be.
          const targets = journey.map(({ why }) => Number(/target is (\d+)%/.exec(why)![1]));
          assert.deepEqual([targets.length, targets[0], targets[9]], [10, 19, 91]);
          assert.deepEqual(targets, [...targets].sort((a, b) => a - b));
          const valence = (from: number) =>
            journey.slice(from, from + 3).reduce((sum, one) => sum + one.valence / 3, 0);
          assert.ok(valence(7) > valence(0) + 0.3, `${valence(0)} ${valence(7)}`);
          await page.selectOption("#policy", "paper");
          await page.waitForSelector("#tracks small:has-text('to lift the mood')");
        });
      },
    );

    await t.step("explicit tracks are left out by choice, where the list marks some", async () => {
      const tracks = madeTracks(30).map((track, at) => ({ ...track, explicit: at < 25 }));
      const music = { tracks, source: "table.csv", madeUp: false, leftOut: 0 };
      await withPage(browser, { music }, async (page) => {
        await page.click("text=Happy");
        assert.equal((await titles(page)).length, 10);
        await page.uncheck("#explicit");
        await page.locator("#tracks li").nth(5).waitFor({ state: "detached" });
        assert.deepEqual(
          (await titles(page)).sort(),
          ["Track 25", "Track 26", "Track 27", "Track 28", "Track 29"],
        );
        assert.deepEqual(await violations(page), []);
      });
      await withPage(browser, {}, async (page) => {
        assert.ok(!(await page.isVisible("#explicit")));
      });
    });

    await t.step("all can be done by the keyboard", async () => {
      await withPage(browser, {}, async (page) => {
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate("document.activeElement.className"), "skip");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate("document.activeElement.id"), "music");
        await page.reload();
        const reached: string[] = [];
        while (reached.at(-1) !== "policy" && reached.length < 30) {
          await page.keyboard.press("Tab");
          reached.push(
            await page.evaluate<string>(
              "(({ id, dataset }) => id || dataset.emotion || dataset.language || '')" +
                "(document.activeElement)",
            ),
          );
          if (reached.at(-1) === "surprise") await page.keyboard.press("Enter");
        }
        const wanted = ["tr", "en", "camera", "record", "file", "happy", "surprise", "disgust"];
        assert.deepEqual(
          reached.filter((one) => [...wanted, "recommend", "intent", "policy"].includes(one)),
          [...wanted, "recommend", "intent", "policy"],
        );
        assert.equal((await titles(page)).length, 10);
        assert.match((await page.textContent("#status"))!, /10 tracks for surprised$/);
      });
    });

    await t.step("the notice fits a small screen", async () => {
      const small = { viewport: { width: 320, height: 480 }, isFirstVisit: true, locale: "tr-TR" };
      await withPage(browser, small, async (page) => {
        await page.click("#camera");
        const button = page.locator("text=Anladım, başlat");
        await button.scrollIntoViewIfNeeded();
        const box = (await button.boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.y + box.height <= 480);
        const wide = await page.evaluate<boolean>(
          "(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(notice)",
        );
        assert.equal(wide, false);
      });
    });

    for (const width of [320, 390, 1280]) {
      await t.step(`nothing is wider than its place at ${width} pixels`, async () => {
        for (const locale of ["en-US", "tr-TR"]) {
          await withPage(browser, { viewport: { width, height: 800 }, locale }, async (page) => {
            await page.setInputFiles("#file", png);
            await titles(page);
            const tooWide = await page.evaluate(
              "[...document.querySelectorAll('html, section, button, .bars li > span')]" +
                ".filter((one) => one.scrollWidth > one.clientWidth + (one.tagName === 'HTML' ? 0 : 1))" +
                ".map((one) => one.outerHTML.slice(0, 80))",
            );
            assert.deepEqual(tooWide, []);
          });
        }
      });
    }

    for (const colorScheme of ["light", "dark"] as const) {
      for (const locale of ["en-US", "tr-TR"]) {
        await t.step(`axe finds nothing wrong: ${colorScheme}, ${locale}`, async () => {
          await withPage(browser, { colorScheme, locale }, async (page) => {
            assert.deepEqual(await violations(page), []);
            await page.setInputFiles("#file", png);
            await titles(page);
            assert.deepEqual(await violations(page), []);
          });
        });
      }
    }
  });
});
