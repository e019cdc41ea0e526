import assert from "node:assert/strict";
import { withoutPassword } from "./without_password.ts";

const cases: [string, string][] = [
  ["postgres://me:secret@host:5432/db", "postgres://me:…@host:5432/db"],
  ["--queue=postgres://me:se@cr:et@host/db", "--queue=postgres://me:…@host/db"],
  ["postgres://me@host:5432/db", "postgres://me@host:5432/db"],
  ["postgres://host:5432/db?password=secret&ssl=1", "postgres://host:5432/db?password=…&ssl=1"],
  ["turev", "turev"],
];

for (const [text, expected] of cases) {
  Deno.test(`${expected} tells no password`, () => assert.equal(withoutPassword(text), expected));
}
