/** Readers of pictures: damaged JPEG, PNG, WebP, GIF and TIFF files. */
import sharp from "sharp";
import { UserError } from "../../../src/base/user_error.ts";
import { probeImage } from "../../../src/data/images/probe_image.ts";
import { readGreyJpeg } from "../../../src/data/images/read_grey_jpeg.ts";
import { readImage } from "../../../src/data/images/read_image.ts";
import { encoded, greyJpeg, texture } from "../../../src/data/testing/encode_images.ts";
import type { FuzzTarget } from "../fuzz_target.ts";
import { mutateBytes } from "../mutate_bytes.ts";

const picture = () => sharp(texture(3, 16), { raw: { width: 16, height: 16, channels: 1 } });
const pictures = [
  await greyJpeg(texture(1, 16), 16),
  await encoded(picture().jpeg()),
  await encoded(picture().png()),
  await encoded(picture().webp()),
  await encoded(picture().gif()),
  await encoded(picture().tiff()),
];

/** Pictures. */
export const imageTargets: FuzzTarget[] = [
  {
    name: "picture",
    weight: 15,
    attempt: async (random) => {
      const bytes = mutateBytes(random.pick(pictures), random);
      await readImage(bytes, "fuzz", { size: random.pick([undefined, 48]) });
    },
  },
  {
    name: "picture's header",
    weight: 50,
    attempt: (random) => void probeImage(mutateBytes(random.pick(pictures), random), "fuzz"),
  },
  {
    name: "small grey JPEG",
    weight: 15,
    attempt: async (random) => {
      const image = await readGreyJpeg(mutateBytes(pictures[0], random));
      if (image === undefined) throw new UserError("left to readImage");
    },
  },
];
