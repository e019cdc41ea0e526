/** Readers of recordings: damaged WAV and FLAC files, and such put together field by field. */
import sharp from "sharp";
import { z } from "zod";
import { readJson } from "../../../src/base/json.ts";
import type { Random } from "../../../src/base/random.ts";
import { UserError } from "../../../src/base/user_error.ts";
import { probeAudio } from "../../../src/data/audio/probe_audio.ts";
import { decodeAudio } from "../../../src/data/audio/read_audio.ts";
import { readGreyJpeg } from "../../../src/data/images/read_grey_jpeg.ts";
import { probeImage, readImage } from "../../../src/data/images/read_image.ts";
import { encoded, greyJpeg, texture, toneWav } from "../../../src/data/made_inputs.ts";
import type { FuzzTarget } from "../fuzz_targets.ts";
import { madeFlac } from "../made_files.ts";
import { mutateBytes, mutateJpeg, mutatePng } from "../mutations.ts";

const fixturePath = new URL("../../../src/data/audio/flac_fixture.json", import.meta.url).pathname;
const fixtureSchema = z.object({ cases: z.array(z.object({ flac: z.string() })) });
const { cases } = await readJson(fixturePath, fixtureSchema);
/** The shortest ones, for a long file takes long and says no more. */
const flacs = cases.map(({ flac }) => Uint8Array.from(atob(flac), (c) => c.charCodeAt(0)))
  .sort((a, b) => a.length - b.length).slice(0, 6);
const wavs = [1, 2, 3].map((variant) => toneWav(variant));

const CHUNKS = ["fmt ", "data", "LIST", "fact", "ds64", "RIFF"];
const SIZES = [0, 1, 15, 16, 18, 40, 64, 0x7fffffff, 0xfffffffe, 0xffffffff];
const FORMATS = [0, 1, 2, 3, 6, 7, 0x11, 0x31, 0xfffe, 0xffff];

/** A RIFF file of chunks in any order, whose sizes and formats may be true or not. */
function madeWav(random: Random): Uint8Array {
  const bytes = new Uint8Array(random.integer(12, 400));
  const view = new DataView(bytes.buffer);
  const text = (at: number, tag: string) => bytes.set([...tag].map((c) => c.charCodeAt(0)), at);
  text(0, random.pick(["RIFF", "RIFF", "RF64", "RIFX"]));
  text(8, "WAVE");
  const isLittle = bytes[3] !== 0x58;
  for (let at = 12; at + 24 <= bytes.length;) {
    const tag = random.pick(CHUNKS);
    const size = random.uniform() < 0.7 ? random.integer(0, 60) : random.pick(SIZES);
    text(at, tag);
    view.setUint32(at + 4, size, isLittle);
    if (tag === "fmt ") {
      view.setUint16(at + 8, random.pick(FORMATS), isLittle);
      view.setUint16(at + 10, random.integer(0, 9), isLittle);
      view.setUint32(at + 12, random.pick([0, 1, 8000, 44_100, 0xffffffff]), isLittle);
      view.setUint16(at + 20, random.integer(0, 40), isLittle);
      view.setUint16(at + 22, random.pick([0, 1, 4, 8, 12, 16, 20, 24, 32, 64, 65]), isLittle);
    }
    at += 8 + Math.min(size + (size % 2), 64);
  }
  return bytes;
}

async function readBoth(bytes: Uint8Array): Promise<void> {
  try {
    probeAudio(bytes, "fuzz");
  } finally {
    await decodeAudio(bytes, "fuzz");
  }
}

/** WAV and FLAC. */
export const audioTargets: FuzzTarget[] = [
  {
    name: "WAV",
    weight: 400,
    attempt: (random) =>
      readBoth(random.uniform() < 0.5 ? madeWav(random) : mutateBytes(random.pick(wavs), random)),
  },
  {
    name: "FLAC",
    weight: 60,
    attempt: (random) =>
      readBoth(random.uniform() < 0.6 ? madeFlac(random) : mutateBytes(random.pick(flacs), random)),
  },
];

// Readers of pictures: damaged JPEG (with EXIF), PNG, WebP, GIF, TIFF and AVIF files.

const picture = () => sharp(texture(3, 16), { raw: { width: 16, height: 16, channels: 1 } });
const turned = () => picture().withMetadata({ orientation: 6 });
const grey = await greyJpeg(texture(1, 16), 16);
const jpegs = [
  grey,
  await encoded(turned().jpeg()),
  await encoded(picture().jpeg({ progressive: true })),
  await encoded(picture().toColourspace("cmyk").jpeg()),
];
const pngs = [
  await encoded(picture().png()),
  await encoded(picture().png({ palette: true })),
  await encoded(picture().ensureAlpha(0.5).png({ progressive: true })),
  await encoded(picture().toColourspace("rgb16").png()),
];
const others = [
  await encoded(turned().webp()),
  await encoded(picture().webp({ lossless: true })),
  await encoded(picture().gif()),
  await encoded(turned().tiff()),
  await encoded(picture().avif({ effort: 0 })),
];
const all = [...jpegs, ...pngs, ...others];

function damaged(random: Random): Uint8Array<ArrayBuffer> {
  const way = random.uniform();
  if (way < 0.3) return mutatePng(random.pick(pngs), random);
  if (way < 0.6) return mutateJpeg(random.pick(jpegs), random);
  return mutateBytes(random.pick(all), random);
}

/** Pictures. */
export const imageTargets: FuzzTarget[] = [
  {
    name: "picture",
    weight: 12,
    attempt: async (random) => {
      await readImage(damaged(random), "fuzz", { size: random.pick([undefined, 48]) });
    },
  },
  {
    name: "picture's header",
    weight: 200,
    attempt: (random) => void probeImage(damaged(random), "fuzz"),
  },
  {
    name: "small grey JPEG",
    weight: 8,
    attempt: async (random) => {
      const bytes = random.uniform() < 0.5 ? mutateJpeg(grey, random) : mutateBytes(grey, random);
      const image = await readGreyJpeg(bytes);
      if (image === undefined) throw new UserError("left to readImage");
    },
  },
];
