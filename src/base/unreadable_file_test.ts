import assert from "node:assert/strict";
import { join } from "node:path";
import { unreadableFile } from "./unreadable_file.ts";
import { UserError } from "./user_error.ts";

/** What reading `path` says. */
async function refusal(path: string): Promise<string> {
  const error = await Deno.readFile(path).then(
    () => assert.fail(`${path} was read`),
    (error) => unreadableFile(path, error, "a table"),
  );
  assert.ok(error instanceof UserError);
  return error.message;
}

Deno.test("a missing file, a folder and what lies below a file are each told", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "file.txt");
  await Deno.writeTextFile(file, "");
  const missing = join(folder, "missing");
  const below = join(file, "inside");
  assert.equal(await refusal(missing), `Expected a table at ${missing}, but there is none`);
  assert.equal(await refusal(folder), `Expected a table at ${folder}, but it is a folder`);
  assert.equal(await refusal(below), `Expected a table at ${below}, but there is none`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("anything else is told in the system's words", () => {
  const error = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
  assert.equal(
    unreadableFile("secret", error).message,
    "Could not read secret: Permission denied (os error 13)",
  );
});
