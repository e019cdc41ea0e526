/** In: a completion table. Out: it as shell functions that bash and zsh both understand. */
import type { Candidates, CompletionEntry } from "./completion_table.ts";

/** What the functions print where the path of a file may stand; no word of the table has a "<". */
export const FILE_MARK = "<file>";

/**
 * `_duygu_words COMMAND` prints what may follow a command and fails where there is no such command;
 * `_duygu_values COMMAND OPTION` prints the values of an option and fails where it takes none;
 * `_duygu_candidates WORD…` prints what may follow these words of a command line.
 */
export function posixTables(table: readonly CompletionEntry[]): string {
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
