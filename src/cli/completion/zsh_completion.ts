/** In: a completion table. Out: a script that zsh evaluates. */
import type { CompletionEntry } from "./completion_table.ts";
import { FILE_MARK, posixTables } from "./posix_tables.ts";

/** The script that completes `duygu` in zsh, after `compinit`. */
export function zshCompletion(table: readonly CompletionEntry[]): string {
  return `#compdef duygu
# Completion of duygu in zsh: eval "$(duygu completion zsh)"
${posixTables(table)}

_duygu() {
  local called="" has_value="" word candidates
  local -i index
  local -a choices
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    if [[ -n $has_value ]]; then
      has_value=""
    elif [[ $word == -* ]]; then
      _duygu_values "$called" "$word" > /dev/null && has_value=yes
    elif _duygu_words "\${called:+$called }$word" > /dev/null; then
      called="\${called:+$called }$word"
    fi
  done
  if [[ -n $has_value ]]; then
    candidates="$(_duygu_values "$called" "\${words[CURRENT - 1]}")"
  else
    candidates="$(_duygu_words "$called")"
  fi
  choices=(\${(s: :)\${candidates//${FILE_MARK}/}})
  compadd -a choices
  if [[ $candidates == *"${FILE_MARK}"* ]]; then _files; fi
}

compdef _duygu duygu
`;
}
