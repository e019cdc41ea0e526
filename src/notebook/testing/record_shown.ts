/** A stand-in for Jupyter's kernel that notes what is shown below the cell. */
import type { MimeBundle } from "../display.ts";

/** What was shown, and where. */
export interface Shown {
  bundle: MimeBundle;
  /** What Deno.jupyter.display got beside the content. */
  options: { raw?: boolean; display_id?: string; update?: boolean };
}

/** Makes this process a notebook while `work` runs, and gives what was shown, in order. */
export async function recordShown(work: () => Promise<unknown>): Promise<Shown[]> {
  const shown: Shown[] = [];
  const display = (bundle: MimeBundle, options: Shown["options"] = {}) =>
    Promise.resolve(void shown.push({ bundle, options }));
  Reflect.set(Deno, "jupyter", { display });
  try {
    await work();
  } finally {
    // As it is in a program: even looking at it throws.
    Reflect.set(Deno, "jupyter", undefined);
  }
  return shown;
}
