import assert from "node:assert/strict";
import { hertzToMel, melToHertz } from "./mel_scale.ts";

Deno.test("mels at known frequencies: 1 kHz is 15 on Slaney's scale and 1000 on HTK's", () => {
  assert.ok(Math.abs(hertzToMel(500, "slaney") - 7.5) < 1e-12);
  assert.ok(Math.abs(hertzToMel(1000, "slaney") - 15) < 1e-12);
  assert.ok(Math.abs(hertzToMel(6400, "slaney") - 42) < 1e-12);
  assert.ok(Math.abs(hertzToMel(1000, "htk") - 1000) < 0.02);
  assert.equal(hertzToMel(0, "htk"), 0);
});

for (const scale of ["slaney", "htk"] as const) {
  Deno.test(`${scale}: hertz to mel and back`, () => {
    for (const hertz of [0, 1, 440, 999.99, 1000, 1000.01, 22_050]) {
      assert.ok(Math.abs(melToHertz(hertzToMel(hertz, scale), scale) - hertz) < 1e-9 * (1 + hertz));
    }
  });
}
