/** In: an object and its picture. Out: the object, which a notebook now shows as that picture. */
import type { MimeBundle } from "./plot_bundle.ts";

/** What Deno's kernel calls on the value of a cell's last line. */
const displaySymbol = Symbol.for("Jupyter.display");

/**
 * Has notebooks show `value` as `bundle` makes it, when it is a cell's last line. The object stays
 * as it is for everything else: the method is neither enumerated nor copied nor written as JSON.
 *
 * @example
 * ```ts
 * showsItself(run, () => plotBundle(trainingHistoryPlot(run.history, { title: run.folder })));
 * ```
 */
export function showsItself<Value extends object>(
  value: Value,
  bundle: () => MimeBundle | Promise<MimeBundle>,
): Value {
  return Object.defineProperty(value, displaySymbol, { value: bundle, configurable: true });
}
