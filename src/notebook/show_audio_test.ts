import assert from "node:assert/strict";
import { decodeWav } from "../data/audio/wav.ts";
import { showAudio } from "./show_audio.ts";
import { recordShown } from "./testing/record_shown.ts";

Deno.test("a player holds the samples as a WAV file, with its title", async () => {
  const samples = Float32Array.from({ length: 4000 }, (_, at) => Math.sin(at / 5) / 2);
  const [{ bundle }] = await recordShown(() => showAudio(samples, 8000, "A <sine>"));
  const html = bundle["text/html"] as string;
  const [, base64] = /<audio controls src="data:audio\/wav;base64,([^"]+)">/.exec(html)!;
  const played = decodeWav(Uint8Array.fromBase64(base64), "player");
  assert.equal(played.sampleRateHz, 8000);
  assert.ok(played.channels[0].every((value, at) => Math.abs(value - samples[at]) < 1e-4));
  assert.match(html, /A &lt;sine&gt;/);
  assert.equal(bundle["text/plain"], "Sound: A <sine>, 0.50 s");
});
