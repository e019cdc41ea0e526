/** The library for encoders in a cache folder of a test's own. */
import { basename, join } from "node:path";
import { provisionPackage } from "../../../data/import/npm_package.ts";
import { onnxRuntimePackage } from "../onnx_runtime.ts";

/** Has `cache` share the library with this machine's cache folder, where it is fetched once. */
export async function shareOnnxRuntime(cache: string): Promise<void> {
  const folder = await provisionPackage(onnxRuntimePackage(), () => {});
  await Deno.mkdir(cache, { recursive: true });
  await Deno.symlink(folder, join(cache, basename(folder)));
}
