/** A notebook of code cells for tests. */
import type { Notebook } from "../notebook_file.ts";

/** A notebook with one code cell a text; a text "parameters: …" becomes a cell tagged so. */
export function testNotebook(...texts: string[]): Notebook {
  const cells = texts.map((text, i) => {
    const [, parameters] = /^parameters: (.*)$/s.exec(text) ?? [];
    return {
      cell_type: "code" as const,
      id: `cell-${i}`,
      metadata: parameters === undefined ? {} : { tags: ["parameters"] },
      source: parameters ?? text,
      execution_count: null,
      outputs: [],
    };
  });
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}
