/** What Duygu's kernel is called: in notebooks' files, and on screen. */
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileWhole } from "../base/files.ts";

/** The name of the kernel's folder, and in the notebooks' metadata. */
export const kernelName = "duygu";

/** The name in JupyterLab's launcher. */
export const kernelTitle = "Duygu (Deno)";

/** The variable in which the kernel says where its notebook lies; see start_kernel.ts. */
export const notebookFolderVariable = "DUYGU_NOTEBOOK_FOLDER";

/**
 * Writes the kernel's description (Jupyter's documentation, "Making kernels for Jupyter") and
 * returns its folder. The kernel runs in this checkout, by the Deno that runs now.
 *
 * @param prefix the kernel goes to `prefix/share/jupyter/kernels`, as for `jupyter kernelspec
 * install --prefix`; by default into the user's Jupyter folder
 *
 * @example
 * ```ts
 * await installKernel(); // "/home/ayse/.local/share/jupyter/kernels/duygu"
 * ```
 */
export async function installKernel(prefix?: string): Promise<string> {
  const jupyter = prefix === undefined ? jupyterDataFolder() : join(prefix, "share", "jupyter");
  const folder = join(jupyter, "kernels", kernelName);
  const launcher = fileURLToPath(new URL("./start_kernel.ts", import.meta.url));
  const description = {
    argv: [
      Deno.execPath(),
      "run",
      "--no-prompt",
      "--quiet",
      "--no-config",
      // Of the launcher alone: the kernel that it starts may do what a cell says.
      "--allow-read",
      `--allow-run=${Deno.execPath()}`,
      launcher,
      "{connection_file}",
    ],
    display_name: kernelTitle,
    language: "typescript",
    // A signal would end Deno's kernel; a message ends only the cell.
    interrupt_mode: "message",
  };
  await writeFileWhole(join(folder, "kernel.json"), JSON.stringify(description, null, 2) + "\n");
  return folder;
}

/** What the folder depends on. */
interface JupyterSurroundings {
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
