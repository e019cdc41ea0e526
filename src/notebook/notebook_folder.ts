/** Out: the folder of the notebook that runs. */
import { UserError } from "../base/user_error.ts";
import { notebookFolderVariable } from "./kernel_name.ts";

/**
 * The folder in which the running notebook lies. The kernel itself runs in the project's folder;
 * `Deno.chdir(notebookFolder())` makes paths relative to the notebook instead. Throws UserError
 * outside of Duygu's kernel.
 */
export function notebookFolder(): string {
  const folder = Deno.env.get(notebookFolderVariable);
  if (folder) return folder;
  throw new UserError('Expected to run in the kernel "Duygu (Deno)", but do not');
}
