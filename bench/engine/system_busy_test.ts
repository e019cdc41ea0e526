import assert from "node:assert/strict";
import { parseBusyS, systemBusyS } from "./system_busy.ts";

Deno.test("parseBusyS adds all but idle and waiting, and guest time only once", () => {
  const text = "cpu  100 20 30 9999 8888 4 5 6 70 80\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  assert.equal(parseBusyS(text), 1.65);
});

Deno.test("systemBusyS grows while this process works", async () => {
  const before = await systemBusyS();
  if (before === undefined) return;
  const until = performance.now() + 60;
  while (performance.now() < until);
  assert.ok((await systemBusyS())! > before);
});
