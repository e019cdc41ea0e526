import assert from "node:assert/strict";
import { showBanner, showNote } from "./show_note.ts";
import { recordShown } from "./testing/record_shown.ts";

Deno.test("a note goes in italics, a banner in colour, both as plain text too", async () => {
  const [note, banner] = await recordShown(async () => {
    await showNote("48 clips");
    await showBanner("drawn <faces>");
  });
  assert.deepEqual(note.bundle, { "text/markdown": "_48 clips_", "text/plain": "48 clips" });
  assert.equal(banner.bundle["text/plain"], "drawn <faces>");
  assert.match(banner.bundle["text/html"] as string, /background: #fff3cd.*>drawn &lt;faces&gt;</);
  assert.equal(note.options.raw, true, "bundles, not values to be formatted");
});
