/**
 * Sounds on which eGeMAPS is compared with openSMILE: generated voices, tones, noise, silence, short
 * ones, at several sampling rates. As a program (see bench/parity/egemaps.py) it prints them with
 * the values and the time that they take here, as JSON.
 */
import { createRandom } from "../../../base/random.ts";
import { sha256 } from "../../../base/files.ts";
import { MANNERS, VOICES } from "../../../data/corpora/synthetic.ts";
import { speak } from "../../../data/corpora/synthetic_voice.ts";
import { createEgemapsContours, egemapsFunctionals } from "../egemaps.ts";

/** One sound of whole 16-bit steps, so that it is the same wherever it is read. */
export interface EgemapsSignal {
  name: string;
  sampleRateHz: number;
  samples: Float32Array;
}

function rounded(name: string, sampleRateHz: number, samples: Float32Array): EgemapsSignal {
  const steps = samples.map((sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)))
  );
  return { name, sampleRateHz, samples: steps.map((step) => step / 32_768) };
}

function tone(seconds: number, sampleRateHz: number, hertz: (s: number) => number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, n) => {
    phase += (2 * Math.PI * hertz(n / sampleRateHz)) / sampleRateHz;
    return 0.1 * [1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + Math.sin(k * phase + k * k) / k, 0);
  });
}

function noise(seconds: number, sampleRateHz: number, level: number): Float32Array {
  const random = createRandom(7, "egemaps", seconds, sampleRateHz);
  return Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    () => level * random.normal(),
  );
}

const voices = Object.entries(VOICES);
const manners = Object.entries(MANNERS);

/** A word by one of the generated corpus's voices. */
function word(text: string, who: number, how: number, sampleRateHz: number): EgemapsSignal {
  const [speaker, voice] = voices[who % voices.length];
  const [manner, settings] = manners[how % manners.length];
  const random = createRandom(3, "egemaps", text, who, how);
  const name = `${text}, ${speaker}, ${manner}`;
  return rounded(name, sampleRateHz, speak(text, voice, settings, sampleRateHz, random));
}

/** All of them, in the order of the fixture. */
export function egemapsSignals(): EgemapsSignal[] {
  const pauses = word("amilo", 1, 0, 16_000).samples;
  return [
    word("telemona", 0, 0, 16_000),
    word("sabidamo", 1, 1, 16_000),
    word("kurasino", 2, 2, 16_000),
    word("melodika", 3, 3, 16_000),
    word("panira", 0, 1, 8000),
    word("lusabo", 2, 0, 22_050),
    word("dorime", 3, 2, 44_100),
    rounded(
      "amilo, twice with a pause",
      16_000,
      Float32Array.of(...pauses, ...new Float32Array(4800), ...pauses),
    ),
    rounded("tone, 110 to 330 Hz", 16_000, tone(1.2, 16_000, (s) => 110 * 3 ** (s / 1.2))),
    rounded("noise", 16_000, noise(0.8, 16_000, 0.05)),
    rounded("silence", 16_000, new Float32Array(8000)),
    rounded("short noise", 16_000, noise(0.15, 16_000, 0.1)),
    rounded("short tone", 16_000, tone(0.09, 16_000, () => 200)),
  ];
}

/** The 16-bit steps of a signal. */
export function stepsOf({ samples }: EgemapsSignal): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.round(sample * 32_768));
}

const ROUNDS = 7;

if (import.meta.main) {
  const signals = egemapsSignals();
  const rates = new Set(signals.map(({ sampleRateHz }) => sampleRateHz));
  const makers = new Map([...rates].map((rate) => [rate, createEgemapsContours(rate)]));
  // Once before it counts, as in a program that has come far into a corpus.
  for (const { sampleRateHz, samples } of signals) makers.get(sampleRateHz)!(samples);
  const rows = signals.map((signal) => {
    const contoursOf = makers.get(signal.sampleRateHz)!;
    let values: number[] = [];
    let ms = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      values = [...egemapsFunctionals(contoursOf(signal.samples))];
      ms = Math.min(ms, performance.now() - start);
    }
    const { f0, decided } = contoursOf(signal.samples);
    const steps = new Uint8Array(stepsOf(signal).buffer);
    return {
      name: signal.name,
      sampleRateHz: signal.sampleRateHz,
      sha256: sha256(steps),
      steps: steps.toBase64(),
      values,
      voiced: f0.filter((hz) => hz > 0).length,
      frames: [f0.length, decided],
      ms,
    };
  });
  console.log(JSON.stringify(rows));
}
