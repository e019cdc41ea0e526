import assert from "node:assert/strict";
import { readSystemFile } from "./read_system_file.ts";

const ignore = Deno.build.os !== "linux";
const script = `
import { readSystemFile } from ${JSON.stringify(import.meta.resolve("./read_system_file.ts"))};
console.log((await readSystemFile("/proc/version")).startsWith("Linux version"));
await readSystemFile("/proc/no/such/file");
`;

Deno.test({
  name: "a kernel's file is read with all permissions and with few",
  ignore,
  fn: async () => {
    assert.match(await readSystemFile("/proc/version"), /^Linux version/);
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(path, script);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--no-config", "--allow-read", "--allow-run=cat", path],
      }).output();
      assert.equal(new TextDecoder().decode(stdout), "true\n");
      assert.equal(code, 1);
      assert.match(new TextDecoder().decode(stderr), /cat: .*no\/such\/file/);
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("a file that is missing is an error with all permissions too", async () => {
  await assert.rejects(readSystemFile("/no/such/file"), Deno.errors.NotFound);
});
