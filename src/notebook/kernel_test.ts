import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { installKernel, jupyterDataFolder } from "./kernel.ts";

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

// Jupyter's documentation, "Common directories and file locations".
const cases = [
  ["linux", {}, "/home/a/.local/share/jupyter"],
  ["linux", { XDG_DATA_HOME: "/xdg" }, "/xdg/jupyter"],
  ["linux", { XDG_DATA_HOME: "" }, "/home/a/.local/share/jupyter"],
  ["darwin", { XDG_DATA_HOME: "/xdg" }, "/home/a/Library/Jupyter"],
  ["windows", { APPDATA: "/roaming" }, "/roaming/jupyter"],
  ["windows", {}, "/home/a/AppData/Roaming/jupyter"],
  ["darwin", { JUPYTER_DATA_DIR: "/own" }, "/own"],
] as const;

for (const [os, variables, expected] of cases) {
  Deno.test(`kernels on ${os} with ${JSON.stringify(variables)} lie in ${expected}`, () => {
    const variable = (name: string) => new Map(Object.entries(variables)).get(name);
    const folder = jupyterDataFolder({ os, home: "/home/a", variable });
    assert.equal(folder.replaceAll("\\", "/"), expected);
  });
}
