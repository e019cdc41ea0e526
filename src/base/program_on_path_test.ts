import assert from "node:assert/strict";
import { isAbsolute } from "node:path";
import { programOnPath } from "./program_on_path.ts";

Deno.test({
  name: "a program is found by its name, one that is not there is not",
  ignore: Deno.build.os === "windows",
}, () => {
  const found = programOnPath("cat")!;
  assert.ok(isAbsolute(found) && Deno.statSync(found).isFile);
  assert.equal(programOnPath("no such program"), undefined);
});
