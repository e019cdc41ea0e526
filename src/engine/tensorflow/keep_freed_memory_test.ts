import assert from "node:assert/strict";
import { runScript } from "../testing/run_script.ts";

Deno.test({
  name: "a buffer of 128 MiB is taken again without new pages",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = new URL("./testing/count_page_faults.ts", import.meta.url);
    const { faults, bytes } = await runScript(script) as { faults: number; bytes: number };
    const pagesTenTimes = 10 * bytes / 4096;
    assert.ok(faults < pagesTenTimes / 20, `${faults} of ${pagesTenTimes} page faults`);
  },
});
