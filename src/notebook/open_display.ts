/** Out: a place below the running cell whose content changes in place. */
import { displayBundle } from "./display_bundle.ts";
import type { MimeBundle } from "./plot_bundle.ts";

/** Shows content at the place; from the second time on it replaces what is there. */
export type ShowInPlace = (bundle: MimeBundle) => Promise<void>;

/** Opens a place, which appears with its first content. */
export function openDisplay(): ShowInPlace {
  const id = crypto.randomUUID();
  let isThere = false;
  return async (bundle) => {
    const update = isThere;
    isThere = true;
    await displayBundle(bundle, { id, update });
  };
}
