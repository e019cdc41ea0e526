/** In: an option's text, "turev, tess". Out: its items. */
import { InvalidArgumentError } from "commander";
import { didYouMean } from "../base/text.ts";

/** A parser for commander's options that take names, separated by commas. */
export function commaListOption(text: string): string[] {
  return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

/** Like {@link commaListOption}, for items that must each be one of `names`. */
export function commaChoicesOption(names: readonly string[]): (text: string) => string[] {
  return (text) => {
    const items = commaListOption(text);
    const unknown = items.find((item) => !names.includes(item));
    if (unknown === undefined) return items;
    const end = didYouMean(unknown, names) || ".";
    throw new InvalidArgumentError(`Allowed are ${names.join(", ")}, but found ${unknown}${end}`);
  };
}
