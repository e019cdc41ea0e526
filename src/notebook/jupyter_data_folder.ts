/** Out: the folder in which Jupyter looks for what the user has installed, such as kernels. */
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * `$JUPYTER_DATA_DIR`, else the platform's own place: `~/Library/Jupyter` on macOS,
 * `%APPDATA%\jupyter` on Windows, `$XDG_DATA_HOME/jupyter` or `~/.local/share/jupyter` elsewhere
 * (Jupyter's documentation, "Common directories and file locations").
 */
export function jupyterDataFolder(): string {
  const named = Deno.env.get("JUPYTER_DATA_DIR");
  if (named) return named;
  if (Deno.build.os === "darwin") return join(homedir(), "Library", "Jupyter");
  if (Deno.build.os === "windows") {
    return join(Deno.env.get("APPDATA") ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  }
  const xdg = Deno.env.get("XDG_DATA_HOME");
  return join(xdg || join(homedir(), ".local", "share"), "jupyter");
}
