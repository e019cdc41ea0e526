import assert from "node:assert/strict";
import { builtInLayouts, corpusLicence } from "./registry.ts";

Deno.test("every corpus that Duygu knows has a licence of its own", () => {
  for (const { info } of builtInLayouts) {
    assert.doesNotMatch(corpusLicence(info), /not known/, info.id);
  }
  assert.equal(corpusLicence({ id: "tess", synthetic: false }), "CC BY-NC-ND 4.0");
  assert.match(corpusLicence({ id: "tess", synthetic: true }), /generated/);
  assert.match(corpusLicence({ id: "own", synthetic: false }), /not known/);
});
