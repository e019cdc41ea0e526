import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import type { FeatureSet } from "./feature_config.ts";
import { fitSpeakerNuisance, nuisanceSchema, withoutNuisance } from "./speaker_nuisance.ts";

const bins = 4;
const speakers = ["anna", "bela", "celia"];

/** Class moves bin 0, the speaker bins 1 and 2 together; who says what often is not the same. */
function madeClips(): { features: FeatureSet; labels: { label: number; speaker: string }[] } {
  const random = createRandom(5);
  const labels = speakers.flatMap((speaker, at) =>
    [0, 1].flatMap((label) =>
      Array.from({ length: label ? 20 + 30 * at : 40 }, () => ({ label, speaker }))
    )
  );
  const data = Float32Array.from(labels.flatMap(({ label, speaker }) => {
    const offset = speakers.indexOf(speaker) - 1;
    const noise = () => 0.01 * random.normal();
    return [label + noise(), offset + noise(), offset + noise(), noise()];
  }));
  return {
    features: { ids: labels.map((_, at) => `${at}`), data, shape: [labels.length, 1, bins] },
    labels,
  };
}

function spread({ data }: FeatureSet, bin: number): number {
  const values = Array.from(data).filter((_, at) => at % bins === bin);
  return Math.max(...values) - Math.min(...values);
}

Deno.test("what tells speakers apart is shrunk by its variance, what tells classes apart stays", () => {
  const { features, labels } = madeClips();
  const before = features.data.slice();
  const strength = 10;
  const fitted = fitSpeakerNuisance(features, labels, strength);
  const nuisance = nuisanceSchema.parse(JSON.parse(JSON.stringify(fitted)));
  // The rest is noise.
  const [first, ...others] = nuisance.directions
    .map((direction, at) => ({ direction, left: nuisance.left[at] }))
    .sort((a, b) => a.left - b.left);
  assert.ok(others.every(({ left }) => left > 0.99));
  // Offsets -1, 0 and 1 in two bins, seen from weighted class means, have about this variance.
  const root = Math.SQRT1_2;
  [0, root, root, 0].forEach((value, bin) =>
    assert.ok(Math.abs(Math.abs(first.direction[bin]) - value) < 0.02)
  );
  const out = withoutNuisance(features, nuisance);
  assert.ok(Math.abs(spread(out, 1) / spread(features, 1) - first.left) < 0.02);
  assert.ok(spread(out, 0) > 0.98 * spread(features, 0));
  assert.deepEqual(features.data, before);
  // Weighted means of the offsets by class: 0 for the first, (50 - 20 + 80 - 20) / 150 for the
  // second.
  const offset = (own: number) => Math.SQRT2 * (own - (0 + (80 - 20) / 150) / 2);
  const variance = [-1, 0, 1].reduce((sum, own) => sum + offset(own) ** 2 / 3, 0);
  assert.ok(Math.abs(first.left - 1 / Math.sqrt(1 + strength * variance)) < 0.005);
});

Deno.test("a stronger nuisance leaves less; speakers who are alike leave all", () => {
  const { features, labels } = madeClips();
  const least = (strength: number) =>
    Math.min(...fitSpeakerNuisance(features, labels, strength).left);
  assert.ok(least(100) < least(1));
  const alone = labels.map(({ label }) => ({ label, speaker: "anna" }));
  const none = fitSpeakerNuisance(features, alone, 10);
  assert.deepEqual(withoutNuisance(features, none).data, features.data);
});
