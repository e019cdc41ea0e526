import assert from "node:assert/strict";
import { compilePattern } from "./named_files.ts";

const clip = (label: string, speaker = "", text = "", repetition = "", part = "") => {
  return { class: label, speaker, text, repetition, part };
};

const cases: [string, string, ReturnType<typeof clip> | undefined][] = [
  ["{speaker}_{class}_{text}.wav", "03_kz_acik", clip("kz", "03", "acik")],
  ["{speaker}_{class}_{text}", "deep/er/03_kz_a_b", clip("kz", "03", "a_b")],
  ["{class}/{speaker}-{text}-{repetition}", "Happy/s1-hello-2", clip("Happy", "s1", "hello", "2")],
  ["{class}/{any}", "all/sad/x.y", clip("sad")],
  ["{any}-{any}-{class}", "1-2-sad", clip("sad")],
  ["{speaker}/{any}_{class}", "ann/_sad", clip("sad", "ann")],
  ["a.b_{class}", "a.b_sad", clip("sad")],
  ["a.b_{class}", "axb_sad", undefined],
  ["{class}/{any}", "sad", undefined],
  ["{speaker}_{class}", "sad", undefined],
  ["{speaker}_{class}", "_sad", undefined],
  ["Take_{class}", "take_sad", clip("sad")],
  ["{class}/{text}", "böse/grün", clip("böse", "", "grün")],
  ["{speaker:2}{text:3}{class:1}{repetition:1}", "wav/11c02Xb", clip("X", "11", "c02", "b")],
  ["{speaker:2}{text:3}{class:1}{repetition:1}", "wav/11c02X", undefined],
  ["{speaker:2}{text:3}{class:1}{repetition:1}", "wav/11c02Xbc", undefined],
  ["{speaker:2}{text:3}{class:1}{repetition:1}", "1/c02Xb", undefined],
  ["{class}{text:2}", "voice/su07", clip("su", "", "07")],
  ["{class}{text:2}", "voice/07", undefined],
  ["{speaker:4}_{class}", "F_03_SAD", clip("SAD", "F_03")],
  ["{speaker:2}{class}", "😀é_", clip("_", "😀é")],
  ["{any:2}{class}", "1/sad", clip("d")],
  ["{part}/{class}/{any}.jpg", "x/val/sad/1", clip("sad", "", "", "", "val")],
];
for (const [pattern, path, expected] of cases) {
  Deno.test(`the pattern ${pattern} reads ${path}`, () => {
    assert.deepEqual(compilePattern(pattern)(path), expected);
  });
}

const wrong: [string, RegExp][] = [
  ["{speaker}_{text}", /to have \{class\}/],
  ["{class}_{emotion}", /but found \{emotion\}/],
  ["{class}_{text}_{text}", /to have \{text\} once/],
  ["{class}{text}", /text between the fields .*, or widths such as \{text:2\}/],
  ["{class}{text:1}{any}", /text between the fields/],
  ["{class:0}", /whole number of characters, such as \{class:2\}, but found \{class:0\}/],
  ["{class:}", /but found \{class:\}/],
  ["{class:1.5}", /but found \{class:1\.5\}/],
  ["{class:1:2}", /but found \{class:1:2\}/],
];
for (const [pattern, message] of wrong) {
  Deno.test(`the pattern ${pattern} is refused`, () => {
    assert.throws(() => compilePattern(pattern), message);
  });
}

Deno.test("a pattern of many fields that fits nowhere is found out at once", () => {
  const pattern = `${"{any}_".repeat(40)}{class}x`;
  const wide = `${"{any:1}".repeat(100)}{class}x`;
  const startedMs = performance.now();
  assert.equal(compilePattern(pattern)("_".repeat(250)), undefined);
  assert.equal(compilePattern(wide)("_".repeat(250)), undefined);
  assert.ok(performance.now() - startedMs < 2000);
});
