/**
 * Files that are odd but right, and made from what they must be read as: damage alone finds no
 * reader that is wrong about sound files. A refusal is a fault here. The same readers are compared
 * with libsndfile, Pillow and Python in src/data/odd_inputs_test.ts.
 */
import assert from "node:assert/strict";
import { z } from "zod";
import { parseCsv } from "../../../src/base/csv.ts";
import { decodeText } from "../../../src/base/files.ts";
import { parseJson } from "../../../src/base/json.ts";
import type { Random } from "../../../src/base/random.ts";
import { UserError } from "../../../src/base/user_error.ts";
import { probeAudio } from "../../../src/data/audio/probe_audio.ts";
import { decodeAudio } from "../../../src/data/audio/read_audio.ts";
import { decodeWav } from "../../../src/data/audio/wav.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";

/** Some letters beyond ASCII, of one, two and (in UTF-16) two units. */
const LETTERS = [..."abcXYZ 019.-_", ..."çğıİöşüÂé€", "😀"];

function words(random: Random, letters: readonly string[] = LETTERS): string {
  return Array.from({ length: random.integer(1, 8) }, () => random.pick([...letters])).join("");
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) & 255);
}

function chunk(id: string, content: number[], size = content.length): number[] {
  return [...ascii(id), ...little(size, 4), ...content, ...(content.length % 2 ? [0] : [])];
}

/** Chunks that say nothing of the sound. */
function otherChunks(random: Random): number[] {
  return Array.from({ length: random.integer(0, 2) }, () => {
    const content = Array.from({ length: random.integer(0, 30) }, () => random.integer(0, 255));
    return chunk(random.pick(["LIST", "bext", "cue ", "id3 ", "junk", "fact"]), content);
  }).flat();
}

/** An ID3v2 tag, with or without a footer. */
function tag(random: Random): number[] {
  const body = Array.from({ length: random.integer(0, 200) }, () => random.integer(0, 127));
  const footed = random.uniform() < 0.3;
  const head = [4, 0, footed ? 0x10 : 0, 0, 0, body.length >> 7, body.length & 127];
  return [...ascii("ID3"), ...head, ...body, ...(footed ? [...ascii("3DI"), ...head] : [])];
}

/** A WAV file of random PCM or floats, and its samples, one channel after another. */
function oddWav(random: Random): { bytes: Uint8Array; channels: number[][]; rateHz: number } {
  const channelCount = random.integer(1, 3);
  const frames = random.integer(2, 40);
  const rateHz = random.pick([1_000, 7_350, 8_000, 44_100, 96_001, 768_000]);
  const isFloat = random.uniform() < 0.25;
  const bits = isFloat ? random.pick([32, 64]) : random.integer(2, 32);
  const needed = Math.ceil(bits / 8);
  const isWide = !isFloat && bits > 8 && needed < 4 && random.uniform() < 0.3;
  const sampleBytes = isWide ? 4 : needed;
  const isLower = !isFloat && bits > 8 && bits < sampleBytes * 8 && random.uniform() < 0.4;
  const data: number[] = [];
  const channels = Array.from({ length: channelCount }, () => [] as number[]);
  for (let frame = 0; frame < frames; frame++) {
    for (const samples of channels) {
      if (isFloat) {
        const value = Math.fround(2 * random.uniform() - 1);
        const view = new DataView(new ArrayBuffer(sampleBytes));
        if (bits === 32) view.setFloat32(0, value, true);
        else view.setFloat64(0, value, true);
        samples.push(value);
        data.push(...new Uint8Array(view.buffer));
      } else {
        // Whole bits at the ends of the range and between them.
        const limit = 2 ** (bits - 1);
        const value = random.pick([
          -limit,
          limit - 1,
          Math.floor((2 * random.uniform() - 1) * limit),
        ]);
        const place = isLower ? value : value * 2 ** (sampleBytes * 8 - bits);
        const stored = sampleBytes === 1
          ? place + 128
          : place < 0
          ? place + 256 ** sampleBytes
          : place;
        samples.push(Math.fround(value / limit));
        data.push(...little(stored, sampleBytes));
      }
    }
  }
  // What is truly there must tell, where the alignment is wrong.
  const wrongAligns = [0, 1, 5 * channelCount, 65_535];
  const align = isWide || random.uniform() < 0.7
    ? sampleBytes * channelCount
    : random.pick(wrongAligns);
  const code = isFloat ? 3 : 1;
  const isExtensible = !isLower && bits % 8 === 0 && random.uniform() < 0.3;
  const format = [
    ...little(isExtensible ? 0xfffe : code, 2),
    ...little(channelCount, 2),
    ...little(rateHz, 4),
    ...little(rateHz * align, 4),
    ...little(align, 2),
    ...little(bits, 2),
    ...(isExtensible
      ? [
        22,
        0,
        ...little(bits, 2),
        4,
        0,
        0,
        0,
        ...little(code, 2),
        ...new Array<number>(14).fill(0),
      ]
      : []),
  ];
  const unfinished = [0, 0x7ffff000, 0x7fffffff, 0x80000000, 0xffffffff];
  const isOpen = random.uniform() < 0.3;
  const body = [
    ...ascii("WAVE"),
    ...otherChunks(random),
    ...chunk("fmt ", format),
    ...otherChunks(random),
    ...(isOpen
      ? [...ascii("data"), ...little(random.pick(unfinished), 4), ...data]
      : [...chunk("data", data), ...otherChunks(random)]),
  ];
  const before = random.uniform() < 0.2 ? tag(random) : [];
  const riff = isOpen ? random.pick([0, 36, 0xffffffff]) : body.length;
  const bytes = Uint8Array.from([...before, ...ascii("RIFF"), ...little(riff, 4), ...body]);
  return { bytes, channels, rateHz };
}

async function checkWav(random: Random): Promise<void> {
  const { bytes, channels, rateHz } = oddWav(random);
  const frames = channels[0].length;
  const { mixing, ...read } = await decodeAudio(bytes, "odd.wav");
  assert.equal(read.sampleRateHz, rateHz);
  assert.equal(read.samples.length, frames);
  const decoded = decodeWav(bytes, "odd.wav").channels;
  for (const [number, channel] of channels.entries()) {
    channel.forEach((value, at) =>
      assert.ok(Math.abs(value - decoded[number][at]) < 1e-6, `channel ${number}, sample ${at}`)
    );
  }
  // Silent and opposed channels are left out of the mean.
  if (mixing === undefined) {
    read.samples.forEach((value, at) => {
      const mean = channels.reduce((sum, one) => sum + one[at], 0) / channels.length;
      assert.ok(Math.abs(value - mean) < 1e-6, `sample ${at}`);
    });
  }
  assert.equal(probeAudio(bytes, "odd.wav").durationS, frames / rateHz);
}

/** The text in an encoding that editors write. */
function encode(text: string, random: Random): Uint8Array {
  const kind = random.pick(["utf-8", "utf-8 mark", "le", "be"]);
  if (kind.startsWith("utf-8")) {
    return new TextEncoder().encode((kind === "utf-8" ? "" : "\ufeff") + text);
  }
  const marked = "\ufeff" + text;
  const view = new DataView(new ArrayBuffer(2 * marked.length));
  for (let at = 0; at < marked.length; at++) {
    view.setUint16(2 * at, marked.charCodeAt(at), kind === "le");
  }
  return new Uint8Array(view.buffer);
}

function checkCsv(random: Random): void {
  const delimiter = random.pick([",", ";", "\t"]);
  const end = random.pick(["\n", "\r\n"]);
  const columns = random.integer(2, 5);
  // The header's own names have no delimiters, as those of tables do not.
  const header = Array.from({ length: columns }, (_, at) => `${words(random, [..."abcçğİ"])}${at}`);
  const cells = Array.from(
    { length: random.integer(0, 6) },
    () =>
      Array.from(
        { length: columns },
        () =>
          random.uniform() < 0.2
            ? ""
            : words(random, [...LETTERS, ",", ";", "\t", '"', "\n", "'"]).trim(),
      ),
  );
  // A row of empty cells alone is an empty line to some readers.
  const rows = [header, ...cells.filter((row) => row.some((cell) => cell !== ""))];
  const quoted = (cell: string) =>
    /[",;\t\r\n]/.test(cell) || random.uniform() < 0.2 ? `"${cell.replaceAll('"', '""')}"` : cell;
  const text = rows.map((row) => row.map(quoted).join(delimiter)).join(end) +
    random.pick(["", end, end + end]);
  const read = parseCsv(decodeText(encode(text, random), "odd.csv"), "odd.csv");
  assert.deepEqual(read.rows, rows);
}

/** Anything that JSON can hold. */
function jsonValue(random: Random, depth = 3): unknown {
  const kind = random.integer(0, depth > 0 ? 5 : 3);
  if (kind === 0) return random.pick([true, false, null]);
  if (kind === 1) return random.integer(-1000, 1000) / random.pick([1, 8, 3]);
  if (kind <= 3) return words(random, [...LETTERS, "\n", '"', "\\", "\u2028", "\0"]);
  const items = Array.from({ length: random.integer(0, 3) }, () => jsonValue(random, depth - 1));
  return kind === 4
    ? items
    : Object.fromEntries(items.map((item, at) => [`${words(random)}${at}`, item]));
}

/** A letter as JSON's escapes, two for one beyond 16 bits. */
function escapedUnits(letter: string): string {
  return letter.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function checkJson(random: Random): void {
  const value = { value: jsonValue(random) };
  const indent = random.pick<number | string>([0, 1, "\t"]);
  const text = JSON.stringify(value, null, indent).replaceAll("\n", random.pick(["\n", "\r\n"]));
  const escaped = random.uniform() < 0.3 ? text.replace(/\P{ASCII}/gu, escapedUnits) : text;
  const read = parseJson(decodeText(encode(escaped, random), "odd.json"), z.unknown(), "odd.json");
  assert.deepEqual(read, value);
}

/** What is right may not be refused either. */
function mustRead(
  attempt: (random: Random) => void | Promise<void>,
): (random: Random) => Promise<void> {
  return async (random) => {
    try {
      await attempt(random);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new Error(`refused what is right: ${error.message}`);
    }
  };
}

/** WAV, CSV and JSON that are odd but right. */
export const oddTargets: FuzzTarget[] = [
  { name: "odd but right: WAV", weight: 100, isRight: true, attempt: mustRead(checkWav) },
  { name: "odd but right: CSV", weight: 60, isRight: true, attempt: mustRead(checkCsv) },
  { name: "odd but right: JSON", weight: 60, isRight: true, attempt: mustRead(checkJson) },
];
