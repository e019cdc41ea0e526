/** The page's main ways in browsers that are not Chromium. */
import assert from "node:assert/strict";
import { createFakeAnalyser, happyPhoto, happySpeech } from "./testing/fake_analyser.ts";
import { firefoxTest, type PlainPage, webkitTest } from "./testing/other_browsers.ts";
import { withServedApp } from "./testing/serve_app.ts";
import { decodeAudio } from "../data/audio/read_audio.ts";
import { readImage } from "../data/images/read_image.ts";

const isShown = (selector: string) =>
  `!document.querySelector(${JSON.stringify(selector)}).closest("[hidden]")`;
const heading = "document.getElementById('result-heading').textContent";

/** Counts the tracks that the page is given. */
const watchTracks = `(() => {
  // WebKit collects navigator.mediaDevices, and what was put on it, where nobody holds it.
  const ask = MediaDevices.prototype.getUserMedia;
  window.tracks = [];
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await ask.call(this, constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
})()`;

/** Whether sound runs: Firefox has none on a machine without a sound card. */
const hasSound = `new Promise((done) => {
  const context = new AudioContext();
  const end = () => {
    done(context.state === "running");
    context.close();
  };
  context.onstatechange = () => context.state === "running" && end();
  setTimeout(() => context.state === "closed" || end(), 5000);
})`;

/** Every device free. */
const areFree = "tracks.length > 0 && tracks.every((one) => one.readyState === 'ended')";

async function chooseEmotion(page: PlainPage) {
  await page.until("document.querySelector('[data-emotion=calm]')");
  await page.click("[data-emotion=calm]");
  await page.until("document.querySelectorAll('#tracks li').length === 10");
  assert.equal(await page.value(heading), "You feel calm");
  await page.click("[data-language=tr]");
  await page.until(`${heading} === 'Seçtiğin duygu: sakin'`);
  await page.click("[data-language=en]");
}

async function acceptNotice(page: PlainPage) {
  await page.until("document.getElementById('notice').open");
  // The notice's first button has the keyboard's place.
  await page.press("Enter");
}

async function takePhoto(page: PlainPage, photos: Uint8Array[]) {
  await page.click("#camera");
  await acceptNotice(page);
  await page.until(isShown("#capture"));
  await page.click("#capture");
  await page.until(`${heading} === 'You look happy (80%)'`);
  await page.until(areFree);
  const { width, height } = await readImage(photos[0], "photo");
  assert.ok(width >= 320 && height >= 240, `${width} ${height}`);
}

async function record(page: PlainPage, sounds: Uint8Array[]) {
  await page.click("#record");
  await page.until("document.getElementById('record').textContent.includes('(1 s)')");
  await page.click("#record");
  await page.until(`${heading} === 'You sound happy (80%)'`);
  await page.until(areFree);
  const { durationS, sampleRateHz, samples } = await decodeAudio(sounds[0], "recording");
  assert.ok(durationS > 0.8 && sampleRateHz >= 16_000, `${durationS} ${sampleRateHz}`);
  assert.ok(samples.some((sample) => Math.abs(sample) > 0.01));
}

async function watchLive(page: PlainPage, asked: { photo: number }) {
  await page.click("#camera");
  await page.until(isShown("#watch"));
  await page.click("#watch");
  await page.until(`${heading} === 'You look happy (80%)' && ${isShown("#on-air")}`);
  await page.until("document.getElementById('minute-text').textContent !== ''");
  assert.equal(await page.value("document.querySelectorAll('#overlay g').length"), 1);
  const analysed = asked.photo;
  while (asked.photo < analysed + 5) await new Promise((done) => setTimeout(done, 20));
}

/** By the keyboard: from the face to the voice. */
async function listenLive(page: PlainPage) {
  await page.click("#listen");
  await page.until("document.querySelectorAll('#faces button').length === 2");
  await page.value("document.querySelector('#faces button').focus()");
  await page.press("Tab");
  await page.press("Enter");
  await page.until(`${heading} === 'You sound happy (80%)'`);
  await page.click("#listen");
}

const browsers = { Firefox: firefoxTest, WebKit: webkitTest };
for (const [name, browserTest] of Object.entries(browsers)) {
  browserTest(`in ${name}: emotion, photo, recording, live`, async (page) => {
    const got = { photos: [] as Uint8Array[], sounds: [] as Uint8Array[] };
    const analyser = createFakeAnalyser({
      photo: (bytes) => {
        got.photos.push(bytes);
        return happyPhoto;
      },
      speech: (bytes) => {
        got.sounds.push(bytes);
        return happySpeech;
      },
    });
    await withServedApp({ analyser }, async (origin) => {
      await page.open(`${origin}/?lang=en`);
      await chooseEmotion(page);
      await page.value(watchTracks);
      const isHeard = await page.value<boolean>(hasSound);
      if (!isHeard) console.error(`${name} has no sound here: its recordings are not tried`);
      await takePhoto(page, got.photos);
      if (isHeard) await record(page, got.sounds);
      await watchLive(page, analyser.asked);
      if (isHeard) await listenLive(page);
      await page.click("#watch");
      await page.until(`!(${isShown("#on-air")})`);
      await page.click("#camera");
      await page.until(areFree);
    });
  });
}
