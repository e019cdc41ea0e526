import assert from "node:assert/strict";
import { fillTables } from "../src/report/document_tables.ts";
import { renderDocuments } from "./documents.ts";

Deno.test("the tables of README.md and of documents are those of results/", async () => {
  /** What the formatter may change: blanks that align columns, and the length of rules. */
  const bare = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-+(:?) \|/g, "-$1 |");
  for (const { path, is, shall } of await renderDocuments()) {
    assert.equal(bare(is), bare(shall), `${path} is older than results/: run deno task documents`);
    assert.match(is, /<!-- table: \w+ -->\n\n\|/);
  }
});

Deno.test("a marked table is replaced, and a mark that names none or has no end is an error", () => {
  const text = "a\n<!-- table: one -->\nold\n<!-- end -->\nb\n";
  const filled = "a\n<!-- table: one -->\n\n| x |\n\n<!-- end -->\nb\n";
  assert.equal(fillTables(text, { one: "| x |" }), filled);
  assert.equal(fillTables(filled, { one: "| x |" }), filled);
  assert.throws(() => fillTables(text, {}), /called one, but none is/);
  assert.throws(() => fillTables("<!-- table: one -->\nold\n", { one: "" }), /have an end/);
});
