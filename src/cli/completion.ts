import { builtInLayouts } from "../data/registry.ts";
import {
  type ArgumentDescription,
  type CommandDescription,
  flatCommands,
  type OptionDescription,
} from "./describe_program.ts";

/** A word that may follow. */
interface Candidate {
  word: string;
  description: string;
}

/** What may stand at a place: one of the words or, where `files`, the path of a file. */
interface Candidates {
  words: Candidate[];
  files: boolean;
}

/** One command's part of the table. */
interface CompletionEntry {
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

/** What the functions print where the path of a file may stand; no word of the table has a "<". */
const FILE_MARK = "<file>";

/**
 * `_duygu_words COMMAND` prints what may follow a command and fails where there is no such command;
 * `_duygu_values COMMAND OPTION` prints the values of an option and fails where it takes none;
 * `_duygu_candidates WORD…` prints what may follow these words of a command line.
 */
function posixTables(table: readonly CompletionEntry[]): string {
  const words = table.map(({ called, next }) => `    '${called}') echo '${listed(next)}' ;;`);
  const values = table.flatMap(({ called, values }) =>
    values.map(({ names, candidates }) => {
      const pattern = names.map((name) => `'${called} ${name}'`).join("|");
      return `    ${pattern}) echo '${listed(candidates)}' ;;`;
    })
  );
  return [
    "_duygu_words() {",
    '  case "$1" in',
    ...words,
    "    *) return 1 ;;",
    "  esac",
    "}",
    "",
    "_duygu_values() {",
    '  case "$1 $2" in',
    ...values,
    "    *) return 1 ;;",
    "  esac",
    "}",
    "",
    CANDIDATES,
  ].join("\n");
}

/** Finds the command called and whether its last word is an option that waits for a value. */
const CANDIDATES = `_duygu_candidates() {
  local called="" option="" word
  for word in "$@"; do
    if [[ -n $option ]]; then
      option=""
    elif [[ $word == -* ]]; then
      _duygu_values "$called" "$word" > /dev/null && option="$word"
    elif _duygu_words "\${called:+$called }$word" > /dev/null; then
      called="\${called:+$called }$word"
    fi
  done
  if [[ -n $option ]]; then _duygu_values "$called" "$option"; else _duygu_words "$called"; fi
}`;

function listed({ words, files }: Candidates): string {
  return [...words.map(({ word }) => word), ...files ? [FILE_MARK] : []].join(" ");
}

// A script that bash 3.2 and later evaluate.

/** The script that completes `duygu` in bash. */
export function bashCompletion(table: readonly CompletionEntry[]): string {
  return `# Completion of duygu in bash: eval "$(duygu completion bash)"
${posixTables(table)}

_duygu() {
  local candidates line current="\${COMP_WORDS[COMP_CWORD]}"
  candidates="$(_duygu_candidates "\${COMP_WORDS[@]:1:COMP_CWORD-1}")"
  COMPREPLY=()
  while IFS= read -r line; do
    [[ -n $line ]] && COMPREPLY+=("$line")
  done < <(
    compgen -W "\${candidates//${FILE_MARK}/}" -- "$current"
    [[ $candidates == *"${FILE_MARK}"* ]] && compgen -f -- "$current"
  )
  if [[ $candidates == *"${FILE_MARK}"* ]]; then
    # Quotes names with spaces and ends folders with a slash; bash 3.2 has no compopt.
    compopt -o filenames 2> /dev/null || true
  fi
}

complete -F _duygu duygu
`;
}

/** The script that completes `duygu` in zsh, after `compinit`. */
export function zshCompletion(table: readonly CompletionEntry[]): string {
  return `#compdef duygu
# Completion of duygu in zsh: eval "$(duygu completion zsh)"
${posixTables(table)}

_duygu() {
  local candidates
  local -a choices
  candidates="$(_duygu_candidates "\${(@)words[2,CURRENT-1]}")"
  choices=(\${(s: :)\${candidates//${FILE_MARK}/}})
  compadd -a choices
  if [[ $candidates == *"${FILE_MARK}"* ]]; then _files; fi
}

compdef _duygu duygu
`;
}

// A script that fish 3 and later evaluate.

/** The script that completes `duygu` in fish, each word with what it is for. */
export function fishCompletion(table: readonly CompletionEntry[]): string {
  const words = table.map(({ called, next }) => fishCase([called], next));
  const values = table.flatMap(({ called, values }) =>
    values.map(({ names, candidates }) =>
      fishCase(names.map((name) => `${called} ${name}`), candidates)
    )
  );
  return `# Completion of duygu in fish: duygu completion fish | source
function __duygu_words
  switch "$argv[1]"
${words.join("\n")}
    case '*'
      return 1
  end
end

function __duygu_values
  switch "$argv[1] $argv[2]"
${values.join("\n")}
    case '*'
      return 1
  end
end

function __duygu
  set -l called
  set -l option
  for word in (commandline -opc)[2..-1]
    if test -n "$option"
      set option
    else if string match -q -- '-*' $word
      __duygu_values "$called" $word > /dev/null; and set option $word
    else if __duygu_words (string join ' ' $called $word) > /dev/null
      set called (string join ' ' $called $word)
    end
  end
  if test -n "$option"
    __duygu_values "$called" $option
  else
    __duygu_words "$called"
  end
end

complete -c duygu -f -a '(__duygu)'
`;
}

function fishCase(patterns: string[], { words, files }: Candidates): string {
  const pairs = words.flatMap(({ word, description }) => [word, description]).map(quoted);
  const lines = [
    `    case ${patterns.map(quoted).join(" ")}`,
    ...pairs.length ? [`      printf '%s\\t%s\\n' ${pairs.join(" ")}`] : [],
    ...files ? ["      __fish_complete_path (commandline -ct)"] : [],
    // A case without commands would keep the status of the one before it.
    "      true",
  ];
  return lines.join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
