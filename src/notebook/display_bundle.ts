/** In: content by MIME type. Out: that content below the running cell. */
import { UserError } from "../base/user_error.ts";
import type { MimeBundle } from "./plot_bundle.ts";

/** Shows `bundle` below the cell. Throws UserError where no notebook runs. */
export async function displayBundle(bundle: MimeBundle): Promise<void> {
  // Only Deno's Jupyter kernel has it; elsewhere even looking at it throws.
  let jupyter: typeof Deno.jupyter;
  try {
    jupyter = Deno.jupyter;
    jupyter.display;
  } catch {
    throw new UserError("Expected to run in a notebook, but there is no Jupyter here");
  }
  await jupyter.display(bundle, { raw: true });
}
