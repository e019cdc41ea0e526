import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { installKernel } from "./install_kernel.ts";

Deno.test("the kernel's description starts this checkout's launcher by this Deno", async () => {
  await withTemporaryFolder(async (prefix) => {
    const folder = await installKernel(prefix);
    assert.equal(folder, join(prefix, "share", "jupyter", "kernels", "duygu"));
    const text = await Deno.readTextFile(join(folder, "kernel.json"));
    const { argv, display_name, interrupt_mode } = JSON.parse(text);
    assert.equal(argv[0], Deno.execPath());
    assert.equal(argv.at(-1), "{connection_file}");
    assert.ok((await Deno.stat(argv.at(-2))).isFile);
    assert.equal(display_name, "Duygu (Deno)");
    assert.equal(interrupt_mode, "message");
  });
});
