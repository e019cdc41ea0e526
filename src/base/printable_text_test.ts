import assert from "node:assert/strict";
import { printableText } from "./printable_text.ts";

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
