/** Out: the folder in which Jupyter looks for what the user has installed, such as kernels. */
import { homedir } from "node:os";
import { join } from "node:path";

/** What the folder depends on. */
export interface JupyterSurroundings {
  os: typeof Deno.build.os;
  home: string;
  /** The value of an environment variable. */
  variable(name: string): string | undefined;
}

/** This machine. */
const here: JupyterSurroundings = {
  os: Deno.build.os,
  home: homedir(),
  variable: (name) => Deno.env.get(name),
};

/**
 * `$JUPYTER_DATA_DIR`, else the platform's own place: `~/Library/Jupyter` on macOS,
 * `%APPDATA%\jupyter` on Windows, `$XDG_DATA_HOME/jupyter` or `~/.local/share/jupyter` elsewhere
 * (Jupyter's documentation, "Common directories and file locations").
 */
export function jupyterDataFolder({ os, home, variable } = here): string {
  const named = variable("JUPYTER_DATA_DIR");
  if (named) return named;
  if (os === "darwin") return join(home, "Library", "Jupyter");
  if (os === "windows") {
    return join(variable("APPDATA") || join(home, "AppData", "Roaming"), "jupyter");
  }
  return join(variable("XDG_DATA_HOME") || join(home, ".local", "share"), "jupyter");
}
