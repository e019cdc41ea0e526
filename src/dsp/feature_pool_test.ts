import assert from "node:assert/strict";
import { createFeaturePool } from "./feature_pool.ts";
import { testFeatures } from "./testing/test_features.ts";

// What workers compute is compared with what is computed here in extract_features_test.ts.
Deno.test("a worker that breaks ends those who wait for it, and those who come later", async () => {
  // No extractor can be made with such a window; a configuration from a file never has one.
  const pool = createFeaturePool({ ...testFeatures, window: "none" as "hann" }, 2);
  const failed = { message: /^A worker for features failed: / };
  await assert.rejects(pool.extract(["nowhere.wav"]), failed);
  await assert.rejects(pool.extract(["nowhere.wav"]), failed);
  pool.close();
});
