import assert from "node:assert/strict";
import { trackPitch } from "./pitch_track.ts";
import { createFrameSpectra, frequencyAxis } from "./spectra.ts";
import { createPitchCandidates, PITCH_CANDIDATES } from "./subharmonic_pitch.ts";

const RATE = 16_000;
const FRAME_S = 0.06;

function harmonics(hertz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, n) => {
    const phase = (2 * Math.PI * hertz * n) / RATE;
    return 0.1 * [1, 2, 3, 4, 5, 6, 7].reduce((sum, k) => sum + Math.sin(k * phase + k * k) / k, 0);
  });
}

Deno.test("the first candidate of a tone with overtones is its pitch", () => {
  const { bins, spacingHz } = frequencyAxis(FRAME_S, RATE);
  assert.deepEqual([bins, spacingHz], [513, 15.625]);
  const spectra = createFrameSpectra({ sampleRateHz: RATE, frameS: FRAME_S, window: "gauss" });
  const candidatesOf = createPitchCandidates(bins, spacingHz);
  for (const hertz of [90, 150, 233, 410]) {
    const found = candidatesOf(spectra(harmonics(hertz, 0.2)));
    assert.equal(found.length, 15);
    for (const { f0, voicing } of found) {
      assert.ok(Math.abs(f0[0] / hertz - 1) < 0.01, `${f0[0]} Hz instead of ${hertz}`);
      assert.ok(voicing[0] > 0.7, `voicing ${voicing[0]} of ${hertz} Hz`);
      assert.ok(f0.every((own) => own === 0 || (own >= 55 && own <= 1000)));
    }
  }
});

/** A frame with these candidates, in hertz and voicing. */
function frame(...pairs: [number, number][]) {
  const f0 = new Float32Array(PITCH_CANDIDATES);
  const voicing = new Float32Array(PITCH_CANDIDATES);
  for (const [i, [hertz, share]] of pairs.entries()) [f0[i], voicing[i]] = [hertz, share];
  return { f0, voicing };
}

Deno.test("the track passes over an octave's jump and a frame without a voice", () => {
  const steady = () => frame([120, 0.9], [240, 0.85]);
  const jump = frame([240, 0.9], [120, 0.85]);
  const { f0 } = trackPitch([steady(), steady(), jump, steady(), steady()]);
  assert.deepEqual([...f0], [120, 120, 120, 120, 120]);
  const silent = Array.from({ length: 5 }, () => frame());
  assert.deepEqual([...trackPitch(silent).f0], [0, 0, 0, 0, 0]);
  const weak = [steady(), steady(), frame([121, 0.6]), steady(), steady()];
  assert.deepEqual([...trackPitch(weak).f0], [120, 120, 121, 120, 120]);
});

Deno.test("frames are decided once all ways have one past, at the latest after forty", () => {
  const clear = Array.from({ length: 30 }, () => frame([120, 0.95]));
  assert.ok(trackPitch(clear).decided >= 28);
  // Voiced and unvoiced by turns, so that neither way is ever better by what a change costs.
  const open = Array.from({ length: 60 }, (_, i) => frame([120, i % 2 ? 0.39 : 0.95]));
  const { decided, f0 } = trackPitch(open);
  assert.equal(decided, 60 - 39);
  assert.equal(new Set(f0).size, 1);
  assert.deepEqual(trackPitch([]), { f0: new Float32Array(0), decided: 0 });
});
