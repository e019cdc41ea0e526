import assert from "node:assert/strict";
import { countLanguages, languageCode } from "./song_languages.ts";
import { madeTracks } from "./testing/made_tracks.ts";

Deno.test("the language that codes of ISO 639, tags and names tell", () => {
  const cases: [string, string | undefined][] = [
    ["tr", "tr"],
    ["TUR", "tr"],
    ["tr_TR", "tr"],
    // ISO 639-2 has two codes for some.
    ["ger", "de"],
    ["deu", "de"],
    ["ckb", "ckb"],
    ["Turkish", "tr"],
    ["türkçe", "tr"],
    ["TÜRKÇE", "tr"],
    ["Almanca", "de"],
    ["Deutsch", "de"],
    ["eng/tur", "en"],
    ["?; tur", "tr"],
    // ID3v2.3 writes several so.
    ["tureng", "tr"],
    ["zxx", undefined],
    ["und", undefined],
    ["XXX", undefined],
    ["instrumental", undefined],
    ["-", undefined],
    ["", undefined],
  ];
  for (const [text, code] of cases) assert.equal(languageCode(text), code, text);
});

Deno.test("languages are counted, the most frequent first", () => {
  const languages = ["en", "tr", undefined, "tr", "de"];
  const tracks = madeTracks(5).map((track, at) => ({ ...track, language: languages[at] }));
  assert.deepEqual(Object.entries(countLanguages(tracks)), [["tr", 2], ["de", 1], ["en", 1]]);
});
