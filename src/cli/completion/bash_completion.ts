/** In: a completion table. Out: a script that bash 3.2 and later evaluate. */
import type { CompletionEntry } from "./completion_table.ts";
import { FILE_MARK, posixTables } from "./posix_tables.ts";

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
