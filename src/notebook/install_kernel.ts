/** In: where Jupyter looks for kernels. Out: the kernel "Duygu (Deno)" there. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileWhole } from "../base/files.ts";
import { jupyterDataFolder } from "./jupyter_data_folder.ts";
import { kernelName, kernelTitle } from "./kernel_name.ts";

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
      ...[Deno.execPath(), "run", "--no-prompt", "--quiet", "--no-config"],
      // Of the launcher alone: the kernel that it starts may do what a cell says.
      ...["--allow-read", `--allow-run=${Deno.execPath()}`],
      ...[launcher, "{connection_file}"],
    ],
    display_name: kernelTitle,
    language: "typescript",
    // A signal would end Deno's kernel; a message ends only the cell.
    interrupt_mode: "message",
  };
  await writeFileWhole(join(folder, "kernel.json"), JSON.stringify(description, null, 2) + "\n");
  return folder;
}
