/** In: a completion table. Out: a script that fish 3 and later evaluate. */
import type { Candidates, CompletionEntry } from "./completion_table.ts";

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
