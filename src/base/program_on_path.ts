/** In: a program's name. Out: its file, as the system's search finds it. */
import { delimiter, join } from "node:path";
import { pathExists } from "./path_exists.ts";

/** The first file of this name in the folders of PATH; undefined where there is none. */
export function programOnPath(name: string): string | undefined {
  const file = Deno.build.os === "windows" ? `${name}.exe` : name;
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, file)).find(pathExists);
}
