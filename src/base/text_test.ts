import assert from "node:assert/strict";
import fc from "fast-check";
import {
  didYouMean,
  escapeHtml,
  foldName,
  markdownTable,
  printableText,
  sizeText,
  smallLetters,
  textLines,
  textTable,
} from "./text.ts";

Deno.test("textTable aligns columns", () => {
  assert.equal(
    textTable(["id", "n"], [["turev", "5"], ["x", "1735"]], ["left", "right"]),
    "id        n\n─────  ────\nturev     5\nx      1735",
  );
});

Deno.test("markdownTable escapes bars", () => {
  assert.equal(
    markdownTable(["a", "n"], [["x|y", "1"]], ["left", "right"]),
    "| a | n |\n| --- | --: |\n| x\\|y | 1 |",
  );
});

Deno.test("F01: a table may have more rows than a call takes arguments", () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => [String(row)]);
  assert.ok(textTable(["row"], rows, ["right"]).endsWith("\n199999"));
});

/** A stream of `text` cut into pieces of `size` bytes, characters included. */
function streamOf(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const count = Math.ceil(bytes.length / size);
  return ReadableStream.from(
    Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size)),
  );
}

Deno.test("lines are the same however the stream is cut; a torn last one is left out", async () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", "-"));
  const property = fc.asyncProperty(fc.array(line), line, fc.nat(6), async (lines, torn, size) => {
    const text = lines.map((line) => line + "\n").join("") + torn;
    // The decoder takes a mark of byte order at the start for no text.
    fc.pre(!text.startsWith("\ufeff"));
    assert.deepEqual(await Array.fromAsync(textLines(streamOf(text, size + 1))), lines);
  });
  await fc.assert(property, { numRuns: 100, seed: 1 });
});

Deno.test("what would be markup is shown as text", () => {
  assert.equal(
    escapeHtml(`<img src="x" alt='y'> & co`),
    "&lt;img src=&quot;x&quot; alt=&#39;y&#39;&gt; &amp; co",
  );
  assert.equal(escapeHtml("Öfke, 😀"), "Öfke, 😀");
});

const cases: [string, string, string][] = [
  ["an escape sequence", "a\x1b[2Jb", "a\\u001b[2Jb"],
  ["a sequence of one character", "a\x9b2Jb", "a\\u009b2Jb"],
  ["a bell and a backspace", "\x07\b", "\\u0007\\u0008"],
  ["a return to the line's start", "safe\rbad", "safe\\u000dbad"],
  ["reordered text", "\u202egnp.exe", "\\u202egnp.exe"],
  ["line breaks and tabs", "a\tb\r\nc\n", "a\tb\r\nc\n"],
  ["letters of all alphabets", "İğ ş é 🙂 ─ ×", "İğ ş é 🙂 ─ ×"],
];
for (const [name, text, expected] of cases) {
  Deno.test(`printable: ${name}`, () => assert.equal(printableText(text), expected));
}

Deno.test("JSON stays the same JSON", () => {
  const value = { name: "a\x1b\x9b\u202e" };
  assert.deepEqual(JSON.parse(printableText(JSON.stringify(value))), value);
});

Deno.test("a limit is reported in the largest unit that it has one of", () => {
  const texts = [0, 1, 1023, 1024, 256 * 2 ** 10, 2 ** 20 - 1, 2 ** 20, 16.9 * 2 ** 20].map(
    sizeText,
  );
  assert.deepEqual(
    texts,
    ["0 bytes", "1 bytes", "1023 bytes", "1 KiB", "256 KiB", "1023 KiB", "1 MiB", "16 MiB"],
  );
});

const corpora = ["turev", "tess", "anad", "banglaser", "fer2013"];

for (
  const [what, word, names, expected] of [
    ["exchanged letters", "turve", corpora, "turev"],
    ["a letter too few", "bangaser", corpora, "banglaser"],
    ["a letter too many", "tesss", corpora, "tess"],
    ["another letter", "anat", corpora, "anad"],
    ["lower case", "residualcnn2d", ["residualCnn2d", "cnnBiLstm"], "residualCnn2d"],
    ["two at the same distance", "sad", ["sat", "sap", "glad"], "sat or sap"],
    ["the nearest only", "papr", ["paper", "papers"], "paper"],
    ["the same name twice", "tes", ["tess", "tess"], "tess"],
  ] as const
) {
  Deno.test(`${what}: ${word} suggests ${expected}`, () => {
    assert.equal(didYouMean(word, names), `; did you mean ${expected}?`);
  });
}

Deno.test("what is too far suggests nothing", () => {
  assert.equal(didYouMean("mine", corpora), "");
  assert.equal(didYouMean("", corpora), "");
  assert.equal(didYouMean("mine", ["engine"]), "");
  assert.equal(didYouMean("x", ["y"]), "");
  assert.equal(didYouMean("turev".repeat(100_000), corpora), "");
  assert.equal(didYouMean("turev", []), "");
});

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

const widest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));

Deno.test("a table that is too wide breaks cells at spaces, the text before the figures", () => {
  const header = ["metric", "value"];
  const long = "0.7500  (95 % interval 0.3006 to 0.9544 over these clips, not over speakers)";
  const text = textTable(header, [["UAR (macro recall)", long], ["F1", "1"]], [], { columns: 60 });
  assert.equal(widest(text) <= 60, true, text);
  assert.match(text, /^UAR \(macro recall\) {2}0\.7500 {2}\(95 % interval/m);
  assert.equal(text.replaceAll(/\s+/g, " ").includes("over these clips, not over speakers)"), true);
});

Deno.test("words that all rows share stand once above a table that is too wide; figures stay", () => {
  const rows = [["a", "same words", "1"], ["b", "same words", "1"]];
  const text = textTable(["x", "what", "n"], rows, ["left", "left", "right"], { columns: 12 });
  assert.match(text, /^In all\b[^]*\bwords$/m);
  assert.match(text, /\nx +n\n─ +─\na +1\nb +1$/);
  // Where there is room nothing is moved.
  assert.equal(textTable(["x", "what", "n"], rows, [], { columns: 80 }).split("\n").length, 4);
});

Deno.test("columns are left out as far as needed, in their order, and named", () => {
  const header = ["run", "seed", "fold", "accuracy"];
  const rows = [["aaaaaaaaaaaaaaaaaaaa", "1111111", "2222222", "0.5"]];
  const fit = { columns: 40, drop: ["seed", "fold"], allBy: "--csv has all" };
  const text = textTable(header, rows, [], fit);
  assert.match(text, /^run +fold +accuracy\n/);
  assert.match(text, /\nNot shown: seed \(--csv has all\)\.$/);
});

Deno.test("words that are too long make a block of each row", () => {
  const text = textTable(["a", "b"], [["x".repeat(30), "y".repeat(30)]], [], { columns: 40 });
  assert.equal(text, `a ${"x".repeat(30)}\n  b  ${"y".repeat(30)}`);
});

Deno.test("no table is wider than it may be, and none loses a word", () => {
  const words = fc.array(
    fc.string({ unit: fc.constantFrom("a", "b", "0"), minLength: 1, maxLength: 9 }),
    {
      minLength: 1,
      maxLength: 6,
    },
  ).map((list) => list.join(" "));
  const table = fc.integer({ min: 1, max: 7 }).chain((width) =>
    fc.tuple(
      fc.array(words, { minLength: width, maxLength: width }),
      fc.array(fc.array(words, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
  );
  const property = fc.property(
    table,
    fc.integer({ min: 40, max: 100 }),
    ([header, rows], columns) => {
      const text = textTable(header, rows, [], { columns });
      assert.ok(widest(text) <= columns, text);
      const count = (of: string) => of.split(/[^ab0]+/).filter(Boolean).length;
      const cells = rows.flat().map(count).reduce((sum, one) => sum + one, 0);
      if (!text.startsWith("In all rows")) assert.ok(count(text) >= cells, text);
    },
  );
  fc.assert(property, { numRuns: 300, seed: 1 });
});
