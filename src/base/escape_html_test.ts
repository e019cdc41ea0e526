import assert from "node:assert/strict";
import { escapeHtml } from "./escape_html.ts";

Deno.test("what would be markup is shown as text", () => {
  assert.equal(
    escapeHtml(`<img src="x" alt='y'> & co`),
    "&lt;img src=&quot;x&quot; alt=&#39;y&#39;&gt; &amp; co",
  );
  assert.equal(escapeHtml("Öfke, 😀"), "Öfke, 😀");
});
