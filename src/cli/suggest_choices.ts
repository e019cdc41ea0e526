/** In: a command. Out: the same, which answers a misspelt choice with the one likely meant. */
import { type Argument, type Command, InvalidArgumentError, type Option } from "commander";
import { didYouMean } from "../base/text.ts";

type Parse = (word: string, previous: unknown) => unknown;

/** Makes all options and arguments with choices, of `command` and those below it, suggest them. */
export function suggestChoices(command: Command): void {
  command.options.forEach(suggest);
  command.registeredArguments.forEach(suggest);
  command.commands.forEach(suggestChoices);
}

function suggest(item: Option | Argument): void {
  const choices = item.argChoices;
  if (!choices) return;
  // Commander's own, which also gathers the words of a list; its types hide that of an argument.
  const parse = (item as Option).parseArg as Parse;
  item.argParser((word: string, previous: unknown) => {
    if (choices.includes(word)) return parse(word, previous);
    const end = didYouMean(word, choices) || ".";
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}${end}`);
  });
}
