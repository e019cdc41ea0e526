/** What a notebook shows of an object, as Deno's kernel asks. */
import type { MimeBundle } from "../display.ts";

/** The picture of `value`; undefined for an object that does not show itself. */
export async function shownBy(value: object): Promise<MimeBundle | undefined> {
  const method: unknown = Reflect.get(value, Symbol.for("Jupyter.display"));
  return typeof method === "function" ? await method() : undefined;
}
