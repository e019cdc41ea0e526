/** In: the flag --data and the environment. Out: the folders in which corpora are looked for. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isFolder } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";

/**
 * The folder given by `--data`, else that of $DUYGU_DATA, else those of `./data` and, beside the
 * project, `../shared/data` that exist. Throws UserError where a folder that was asked for is
 * missing.
 */
export async function dataRoots(given?: string): Promise<string[]> {
  const fromEnvironment = Deno.env.get("DUYGU_DATA");
  const [asked, source] = given ? [given, "--data"] : [fromEnvironment, "$DUYGU_DATA"];
  if (asked) {
    if (!(await isFolder(asked))) {
      throw new UserError(`Expected ${source} to name a folder, but found none at ${asked}`);
    }
    return [resolve(asked)];
  }
  const beside = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  const roots: string[] = [];
  for (const folder of [resolve("data"), beside]) if (await isFolder(folder)) roots.push(folder);
  return roots;
}
