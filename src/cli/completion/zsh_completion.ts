/** In: a completion table. Out: a script that zsh evaluates. */
import type { CompletionEntry } from "./completion_table.ts";
import { FILE_MARK, posixTables } from "./posix_tables.ts";

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
