/**
 * What Jupyter starts for the kernel "Duygu (Deno)".
 *
 * Deno's kernel takes no --config: it reads the deno.json of the folder it starts in, which Jupyter
 * makes the notebook's. Started here instead, a notebook in any folder may import "duygu/dsp" and
 * finds `data` and `runs` where the commands find them; the notebook's own folder is given by the
 * variable DUYGU_NOTEBOOK_FOLDER. This module imports nothing of the project, to start fast.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [connectionFile] = Deno.args;
const kernel = new Deno.Command(Deno.execPath(), {
  args: ["--quiet", "jupyter", "--kernel", "--conn", resolve(connectionFile)],
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  env: { DUYGU_NOTEBOOK_FOLDER: Deno.cwd(), DENO_NO_UPDATE_CHECK: "1" },
  stdin: "null",
}).spawn();

// Jupyter ends this process by a signal where the kernel does not end by itself.
if (Deno.build.os !== "windows") {
  Deno.addSignalListener("SIGTERM", () => kernel.kill("SIGKILL"));
}
Deno.exit((await kernel.status).code);
