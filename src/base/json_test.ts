import assert from "node:assert/strict";
import { z } from "zod";
import { checkShape, jsonText, parseJson, readJson, rowsText } from "./json.ts";
import { UserError } from "./user_error.ts";

const schema = z.object({ split: z.object({ seed: z.number() }) });

Deno.test("parseJson returns the checked value", () => {
  assert.deepEqual(parseJson('{"split":{"seed":1}}', schema, "config.json"), {
    split: { seed: 1 },
  });
});

Deno.test("parseJson names the source and the field", () => {
  assert.throws(
    () => parseJson('{"split":{"seed":"x"}}', schema, "config.json"),
    (error: Error) =>
      error instanceof UserError && /^config\.json field split\.seed: /.test(error.message),
  );
  assert.throws(
    () => parseJson('{"split"', schema, "config.json"),
    /Expected config\.json to hold JSON/,
  );
});

Deno.test("what a field should be, and is, is said in words", () => {
  const fields = z.object({
    count: z.int().min(1).max(9),
    rate: z.number().positive().lt(1),
    name: z.string(),
    own: z.number().refine((value) => value !== 2, "Expected anything but 2"),
  }).partial();
  const cases: [object, string][] = [
    [{ count: 0 }, "field count: Expected at least 1, but found 0"],
    [{ count: 10 }, "field count: Expected at most 9, but found 10"],
    [{ count: 1.5 }, "field count: Expected a whole number, but found 1.5"],
    [{ rate: 0 }, "field rate: Expected more than 0, but found 0"],
    [{ rate: 1 }, "field rate: Expected less than 1, but found 1"],
    [{ rate: "x" }, 'field rate: Expected a number, but found "x"'],
    [{ name: [1] }, "field name: Expected a text, but found [1]"],
    [{ own: 2 }, "field own: Expected anything but 2"],
  ];
  for (const [value, text] of cases) {
    assert.throws(() => checkShape(value, fields, "it"), { message: `it ${text}` });
  }
  const message = "it field split: Expected a value, but it is missing";
  assert.throws(() => checkShape({}, schema, "it"), { message });
});

Deno.test("readJson says which file is missing", async () => {
  await assert.rejects(
    readJson("/nonexistent/x.json", schema),
    /Expected a file at \/nonexistent\/x\.json/,
  );
});

Deno.test("D01: JSON of Windows' editors is read: with a mark of byte order, and in UTF-16", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/settings.json`;
  const text = '{"count": 3}';
  const utf16 = (mark: number[], isLittle: boolean) => {
    const view = new DataView(new ArrayBuffer(2 * text.length));
    [...text].forEach((letter, at) => view.setUint16(2 * at, letter.charCodeAt(0), isLittle));
    return Uint8Array.from([...mark, ...new Uint8Array(view.buffer)]);
  };
  const files = [
    new TextEncoder().encode("\ufeff" + text),
    utf16([0xff, 0xfe], true),
    utf16([0xfe, 0xff], false),
    utf16([], true),
  ];
  for (const bytes of files) {
    await Deno.writeFile(path, bytes);
    assert.deepEqual(await readJson(path, z.object({ count: z.int() })), { count: 3 });
  }
  await Deno.writeFile(path, Uint8Array.of(0x7b, 0x22, 0xc5, 0x22, 0x7d));
  await assert.rejects(readJson(path, z.unknown()), {
    name: "UserError",
    message: /settings\.json to be text in UTF-8, UTF-16 or Windows-1254/,
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("jsonText has what fits on a line, breaks the rest, and is read as it was written", () => {
  const value = {
    name: "short",
    list: [1, 2, { a: null }],
    long: Array(40).fill(0.25),
    none: undefined,
  };
  const text = jsonText(value);
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  const lines = text.split("\n");
  assert.equal(lines[1], ' "name": "short",');
  assert.equal(lines[2], ' "list": [1,2,{"a":null}],');
  assert.equal(lines.filter((line) => line.trim().startsWith("0.25")).length, 40);
  assert.equal(jsonText([]), "[]\n");
});

Deno.test("rowsText has one row a line under what all have in common", () => {
  const text = rowsText({ command: "bench" }, [{ n: 1 }, { n: 2 }]);
  assert.equal(text, '{\n "command": "bench",\n "rows": [\n  {"n":1},\n  {"n":2}\n ]\n}\n');
  assert.deepEqual(JSON.parse(text), { command: "bench", rows: [{ n: 1 }, { n: 2 }] });
});
