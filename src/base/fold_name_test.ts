import assert from "node:assert/strict";
import { foldName, smallLetters } from "./fold_name.ts";

Deno.test("B03: spellings that read alike are folded alike, others are not", () => {
  const alike = [
    ["üzgün", "üzgün".normalize("NFD"), "ÜZGÜN", "Üzgün"],
    ["kızgın", "KIZGIN", "kizgin", "KİZGİN", "kızgın".toUpperCase()],
    ["şaşkın", "ŞAŞKIN".normalize("NFD"), "Şaşkin"],
    ["mutlu", "MUTLU"],
  ];
  for (const spellings of alike) {
    assert.equal(new Set(spellings.map(foldName)).size, 1, spellings[0]);
  }
  assert.equal(new Set(alike.map(([name]) => foldName(name))).size, alike.length);
  assert.notEqual(foldName("açık"), foldName("acik"));
});

Deno.test("small letters have one dot at most", () => {
  assert.equal(smallLetters("İYİ".normalize("NFD")), "iyi");
  assert.equal(smallLetters("kızgın"), "kızgın");
});
