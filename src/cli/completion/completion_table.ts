/** In: the program's description. Out: what may follow where, for a shell's completion script. */
import { builtInLayouts } from "../../data/registry.ts";
import {
  type ArgumentDescription,
  type CommandDescription,
  flatCommands,
  type OptionDescription,
} from "../describe_program.ts";

/** A word that may follow. */
export interface Candidate {
  word: string;
  description: string;
}

/** What may stand at a place: one of the words or, where `files`, the path of a file. */
export interface Candidates {
  words: Candidate[];
  files: boolean;
}

/** One command's part of the table. */
export interface CompletionEntry {
  /** The command's words with a space between them; "" for the program. */
  called: string;
  /** Subcommands, arguments and options. */
  next: Candidates;
  /** For every option with a value: its names, and what the value may be. */
  values: { names: string[]; candidates: Candidates }[];
}

/** What stands for a path among the placeholders of options and the names of arguments. */
const PATHS = ["dir", "folder", "file", "path", "run", "runs"];
const PATH_ARGUMENTS = [...PATHS, "files", "photos", "clip", "source", "out", "first", "second"];

/** The table of `program`, one entry a command; global options may follow every command. */
export function completionTable(program: CommandDescription): CompletionEntry[] {
  const global = program.options;
  return flatCommands(program).map((command) => {
    const own = command.options.filter(({ names }) => command === program || names[0] !== "-h");
    const options = command === program ? own : [...own, ...global];
    return {
      called: command.words.join(" "),
      next: {
        words: [
          ...command.commands.map(({ words, description }) => ({
            word: words.at(-1)!,
            description,
          })),
          ...command.arguments.flatMap(argumentWords),
          ...options.map(({ names, description }) => ({ word: names.at(-1)!, description })),
        ],
        files: command.arguments.some(({ name }) => PATH_ARGUMENTS.includes(name)),
      },
      values: options.filter(({ placeholder }) => placeholder !== undefined).map((option) => ({
        names: option.names,
        candidates: valueCandidates(option),
      })),
    };
  });
}

function argumentWords({ name, choices }: ArgumentDescription): Candidate[] {
  if (choices.length) return choices.map((word) => ({ word, description: "" }));
  if (name !== "corpus" && name !== "corpora") return [];
  return builtInLayouts.map(({ info }) => ({ word: info.id, description: info.title }));
}

function valueCandidates({ choices, placeholder, description }: OptionDescription): Candidates {
  return {
    words: choices.map((word) => ({ word, description })),
    files: choices.length === 0 && PATHS.includes(placeholder!.replace(/\.+$/, "")),
  };
}
