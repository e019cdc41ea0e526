import assert from "node:assert/strict";
import { z } from "zod";
import { parseJson, readJson } from "./parse_json.ts";
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

Deno.test("readJson says which file is missing", async () => {
  await assert.rejects(
    readJson("/nonexistent/x.json", schema),
    /Expected a file at \/nonexistent\/x\.json/,
  );
});
