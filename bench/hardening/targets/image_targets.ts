/** Readers of pictures: damaged JPEG (with EXIF), PNG, WebP, GIF, TIFF and AVIF files. */
import sharp from "sharp";
import type { Random } from "../../../src/base/random.ts";
import { UserError } from "../../../src/base/user_error.ts";
import { probeImage, readImage } from "../../../src/data/images/read_image.ts";
import { readGreyJpeg } from "../../../src/data/images/read_grey_jpeg.ts";
import { encoded, greyJpeg, texture } from "../../../src/data/made_inputs.ts";
import type { FuzzTarget } from "../fuzz_target.ts";
import { mutateBytes } from "../inputs/mutate_bytes.ts";
import { mutateJpeg, mutatePng } from "../inputs/mutate_fields.ts";

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
