/** Rewrites the tables of {@link documents} from results/: `deno task documents`. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileWhole } from "../src/base/files.ts";
import { readJson } from "../src/base/json.ts";
import {
  documentTables,
  engineSchema,
  fillTables,
  networksSchema,
} from "../src/report/document_tables.ts";
import { peersFileSchema, SPEECH_PEERS_FILE } from "../src/report/peers_file.ts";
import { summarySchema } from "../src/report/summary.ts";

const project = fileURLToPath(new URL("..", import.meta.url));

/** The documents with tables, below the project's folder. */
const documents = ["README.md", "docs/results.md", "docs/responsible-use.md"];

/** Each document as it is and as results/ has it. */
export async function renderDocuments(): Promise<{ path: string; is: string; shall: string }[]> {
  const results = (name: string) => join(project, "results", name);
  const tables = documentTables({
    summary: await readJson(results("summary.json"), summarySchema),
    networks: await readJson(results("networks.json"), networksSchema),
    engine: await readJson(results("engine.json"), engineSchema),
    peers: (await readJson(results(SPEECH_PEERS_FILE), peersFileSchema)).rows,
  });
  return await Promise.all(documents.map(async (name) => {
    const path = join(project, name);
    const is = await Deno.readTextFile(path);
    return { path, is, shall: fillTables(is, tables) };
  }));
}

if (import.meta.main) {
  for (const { path, is, shall } of await renderDocuments()) {
    if (is !== shall) await writeFileWhole(path, shall);
    console.log(`${path}: ${is === shall ? "as results/ has it" : "rewritten"}`);
  }
}
