import assert from "node:assert/strict";
import { encodeWav as encodeOnServer } from "../data/audio/wav.ts";
import { emotions } from "../music/emotion.ts";
import { emotionNames as namesOfReasons } from "../music/explain_recommendation.ts";
import { warningKinds } from "../train/input_check.ts";
import { CLAIM_NOTE } from "../train/run_figures.ts";
import { encodeWav } from "./page/encode_wav.js";
import { emojis, emotionNames, texts } from "./page/texts.js";
import { pageFiles, renderPage } from "./page_files.ts";

Deno.test("both languages have the same texts with the same gaps", () => {
  assert.deepEqual(Object.keys(texts.tr), Object.keys(texts.en));
  const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(texts.en)) {
    assert.deepEqual(gaps(texts.tr[key]), gaps(texts.en[key]), key);
    assert.notEqual(texts.tr[key], texts.en[key], key);
  }
});

Deno.test("every key that the page uses has a text, and every text is used", () => {
  const sources = pageFiles.map(({ text, path }) => (path === "/texts.js" ? "" : text)).join("\n");
  const html = renderPage("en", undefined).html;
  const used = new Set(
    [...html.matchAll(/data-(?:text|label)="(\w+)"/g)].map(([, key]) => key)
      .concat([...sources.matchAll(/\btext\("(\w+)"/g)].map(([, key]) => key)),
  );
  for (const key of used) assert.ok(Object.hasOwn(texts.en, key), key);
  const isBuilt = (key: string) => /^(error_|warning_|camera|microphone)|Missing$/.test(key);
  for (const key of Object.keys(texts.en)) {
    assert.ok(used.has(key) || isBuilt(key) || sources.includes(`"${key}"`), key);
  }
});

Deno.test("a claimed figure is named in the program's words", () => {
  assert.equal(texts.en.claimed, CLAIM_NOTE);
});

Deno.test("every warning about a recording has its words", () => {
  const own = Object.keys(texts.en).filter((key) => key.startsWith("warning_"));
  assert.deepEqual(own, warningKinds.map((kind) => `warning_${kind}`));
});

Deno.test("every emotion has an emoji and the names that the reasons use", () => {
  assert.deepEqual(Object.keys(emojis).sort(), [...emotions].sort());
  for (const language of ["en", "tr"] as const) {
    for (const emotion of emotions) {
      assert.equal(emotionNames[language][emotion], namesOfReasons[language][emotion]);
    }
  }
});

Deno.test("the page writes the same WAV as the program", () => {
  const samples = Float32Array.from({ length: 1000 }, (_, n) => 1.2 * Math.sin(n / 7));
  assert.deepEqual(new Uint8Array(encodeWav(samples, 48_000)), encodeOnServer(samples, 48_000));
});
