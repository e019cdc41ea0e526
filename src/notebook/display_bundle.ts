/** In: content by MIME type. Out: that content below the running cell. */
import { UserError } from "../base/user_error.ts";
import type { MimeBundle } from "./plot_bundle.ts";

/** A place that can be shown again with other content. */
export interface DisplayPlace {
  /** Names the place, uniquely in the kernel. */
  id: string;
  /** True replaces what is there; false, at the first time, makes the place. */
  update: boolean;
}

/** Shows `bundle` below the cell, or at `place`. Throws UserError where no notebook runs. */
export async function displayBundle(bundle: MimeBundle, place?: DisplayPlace): Promise<void> {
  // Only Deno's Jupyter kernel has it; elsewhere even looking at it throws.
  let jupyter: typeof Deno.jupyter;
  try {
    jupyter = Deno.jupyter;
    jupyter.display;
  } catch {
    throw new UserError("Expected to run in a notebook, but there is no Jupyter here");
  }
  const where = place ? { display_id: place.id, update: place.update } : {};
  await jupyter.display(bundle, { raw: true, ...where });
}
