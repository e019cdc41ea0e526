/** In: a completion table. Out: a script that bash 3.2 and later evaluate. */
import type { CompletionEntry } from "./completion_table.ts";
import { FILE_MARK, posixTables } from "./posix_tables.ts";

/** The script that completes `duygu` in bash. */
export function bashCompletion(table: readonly CompletionEntry[]): string {
  return `# Completion of duygu in bash: eval "$(duygu completion bash)"
${posixTables(table)}

_duygu() {
  local called="" has_value="" word index candidates line
  local current="\${COMP_WORDS[COMP_CWORD]}"
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n $has_value ]]; then
      has_value=""
    elif [[ $word == -* ]]; then
      _duygu_values "$called" "$word" > /dev/null && has_value=yes
    elif _duygu_words "\${called:+$called }$word" > /dev/null; then
      called="\${called:+$called }$word"
    fi
  done
  if [[ -n $has_value ]]; then
    candidates="$(_duygu_values "$called" "\${COMP_WORDS[COMP_CWORD - 1]}")"
  else
    candidates="$(_duygu_words "$called")"
  fi
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
