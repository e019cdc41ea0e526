import assert from "node:assert/strict";
import { withVariable } from "./with_variable.ts";

Deno.test("a variable has another value, or none, while work runs, also where it throws", async () => {
  const path = Deno.env.get("PATH");
  const seen = await withVariable(
    "PATH",
    "/here",
    () =>
      withVariable("DUYGU_OTHER", undefined, () => [
        Deno.env.get("PATH"),
        Deno.env.get("DUYGU_OTHER"),
      ]),
  );
  assert.deepEqual(seen, ["/here", undefined]);
  const failing = withVariable("PATH", undefined, () => {
    throw new Error(`PATH is ${Deno.env.get("PATH")}`);
  });
  await assert.rejects(failing, /PATH is undefined/);
  assert.equal(Deno.env.get("PATH"), path);
});

Deno.test("the process's own environment stays as it is", async () => {
  await withVariable("PATH", "/here", () => assert.notEqual(Deno.env.toObject().PATH, "/here"));
});
