/** Tests on real data are skipped, with a message, where these are missing. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the real data of development lie: beside the project. */
export const realDataRoot = fileURLToPath(new URL("../../../../shared/data", import.meta.url));

/**
 * Registers a test that needs `folder` of the real data. Without it the test is skipped; where the
 * variable CI is "true" it fails instead, for there the data belong to the machine.
 */
export function realDataTest(name: string, folder: string, test: () => Promise<void> | void): void {
  const path = join(realDataRoot, folder);
  const isThere = isFolder(path);
  const mustRun = Deno.env.get("CI") === "true";
  if (!isThere && !mustRun) console.error(`skipped "${name}": no real data at ${path}`);
  Deno.test({
    name,
    ignore: !isThere && !mustRun,
    fn: async () => {
      if (!isThere) throw new Error(`Expected real data at ${path}, but there are none`);
      await test();
    },
  });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
