/** In: Jupyter's environment and a folder. Out: JupyterLab, until the user ends it. */
import { join } from "node:path";
import type { Jupyter } from "./provision_jupyter.ts";

/**
 * Starts JupyterLab in the browser with `folder` open and waits for its end.
 *
 * @param args further words for `jupyter lab`, such as "--no-browser"
 */
export async function startLab(
  { programs }: Jupyter,
  folder: string,
  args: readonly string[] = [],
): Promise<void> {
  // Ctrl-C is JupyterLab's, which asks before it ends its kernels.
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  try {
    const lab = new Deno.Command(join(programs, "jupyter-lab"), { args: [...args], cwd: folder });
    const { success, code } = await lab.spawn().status;
    if (!success) throw new Error(`JupyterLab ended with exit code ${code}`);
  } finally {
    Deno.removeSignalListener("SIGINT", ignore);
  }
}
