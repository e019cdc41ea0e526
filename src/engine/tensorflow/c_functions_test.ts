import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { libraryPermission } from "../../base/processes.ts";
import { openCFunctions } from "./c_functions.ts";

Deno.test("C functions are those of the C library", () => {
  const own = openCFunctions({
    abs: { parameters: ["i32"], result: "i32" },
    getpid: { parameters: [], result: "i32" },
  });
  assert.ok(own);
  assert.deepEqual([own.abs(-7), own.getpid()], [7, Deno.pid]);
  const unknown = openCFunctions({ duygu_knows_no_such: { parameters: [], result: "i32" } });
  assert.equal(unknown, undefined);
});

Deno.test("they are found where only the cache's and Deno's libraries are permitted", async () => {
  const script = `
    import { openCFunctions } from ${
    JSON.stringify(new URL("./c_functions.ts", import.meta.url).href)
  };
    const own = openCFunctions({ getpid: { parameters: [], result: "i32" } });
    let refused = "";
    try { Deno.dlopen("libc.so.6", {}) } catch (error) { refused = error.name; }
    console.log(own.getpid() === Deno.pid, refused);`;
  const path = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(path, script);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--allow-read", "--allow-env", libraryPermission()],
        ...["--config", fileURLToPath(new URL("../../../deno.json", import.meta.url)), path],
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(text, "true NotCapable\n", new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(path);
  }
});
