import assert from "node:assert/strict";
import { showTable } from "./show_table.ts";
import { recordShown } from "./testing/record_shown.ts";

Deno.test("a table goes as Markdown and as text, aligned alike", async () => {
  const [{ bundle }] = await recordShown(() =>
    showTable(["window", "lobes"], [["hann", "-31 dB"]], ["left", "right"])
  );
  assert.equal(
    bundle["text/markdown"],
    "| window | lobes |\n| --- | --: |\n| hann | -31 dB |",
  );
  assert.match(bundle["text/plain"] as string, /^window +lobes\n.*\nhann +-31 dB$/);
});
