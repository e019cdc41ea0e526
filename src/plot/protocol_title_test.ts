import assert from "node:assert/strict";
import { protocolTitle } from "./protocol_title.ts";

Deno.test("known protocols have words, others their name", () => {
  assert.equal(protocolTitle("speaker"), "unseen speakers");
  assert.equal(protocolTitle("my folds"), "my folds");
});
