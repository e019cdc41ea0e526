import assert from "node:assert/strict";
import { parseProcessUsage, processUsage } from "./server_load.ts";

Deno.test("usage from the kernel's text, whatever the program is called", () => {
  const fields = Array.from({ length: 50 }, (_, at) => at + 3);
  const text = `42 (a ) b) S ${fields.slice(1).join(" ")}`;
  assert.deepEqual(parseProcessUsage(text), { cpuS: (14 + 15) / 100, residentBytes: 24 * 4096 });
});

Deno.test({
  name: "usage of this process",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { cpuS, residentBytes } = (await processUsage(Deno.pid))!;
    const { rss } = Deno.memoryUsage();
    assert.ok(cpuS > 0);
    assert.ok(Math.abs(residentBytes - rss) < 0.2 * rss, `${residentBytes} ${rss}`);
  },
});
