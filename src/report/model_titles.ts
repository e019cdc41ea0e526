/** Results of before name some models by other titles; what is read of them has today's. */
import { z } from "zod";
import { modelTitle } from "../train/network_config.ts";

/** Former title and today's; a title that begins with another stands before it. */
const renamed = [
  ["DenseFunctionals, linear, of the voice", modelTitle("voiceFunctionals")],
  ["DenseFunctionals, linear, for strangers", modelTitle("speakerIndependentFunctionals")],
  ["DenseFunctionals, linear", modelTitle("linearFunctionals")],
  ["DenseFunctionals, discriminant", modelTitle("discriminantFunctionals")],
] as const;

/**
 * A title with each former name in it replaced by today's.
 *
 * @example
 * ```ts
 * currentTitle("2 × DenseFunctionals, linear"); // "2 × logistic regression, functionals"
 * ```
 */
export function currentTitle(title: string): string {
  return renamed.reduce((text, [former, current]) => text.replaceAll(former, current), title);
}

/** The reverse of {@link currentTitle}. */
export function formerTitle(title: string): string {
  return renamed.reduce((text, [former, current]) => text.replaceAll(current, former), title);
}

/** Checks a model's title, which may be a former one. */
export const titleSchema = z.string().min(1).transform(currentTitle);
