import assert from "node:assert/strict";
import { typedCommand } from "./typed_command.ts";

Deno.test("typedCommand can be repeated, and tells no password", () => {
  assert.equal(
    typedCommand(["bench", "engine", "--only", "duygu tensorflow"]),
    'duygu bench engine --only "duygu tensorflow"',
  );
  assert.equal(
    typedCommand(["worker", "--queue", "postgres://me:secret@host/db"]),
    "duygu worker --queue postgres://me:…@host/db",
  );
});
