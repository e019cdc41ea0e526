import assert from "node:assert/strict";
import { jupyterDataFolder } from "./jupyter_data_folder.ts";

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
