/** How pictures of faces are varied while a network is trained. */
import { z } from "zod";
import { addNormalNoise, type Random, symmetricUniform } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { createElasticField, invertMovement, warpImage } from "./warp_image.ts";

/** A share of something, from 0 (off) to less than the whole. */
const share = z.number().min(0).lt(1);

/** Checks {@link ImageAugmentation}. */
export const imageAugmentationSchema = z.object({
  /** True mirrors every second picture, left to right. */
  flip: z.boolean(),
  /** Moves by up to this share of the picture's size, across and up or down. */
  shift: share,
  /** Turns by up to so many degrees, either way. */
  rotateDegrees: z.number().min(0).max(180),
  /** Enlarges by a factor from 1 - zoom to 1 + zoom. */
  zoom: share,
  /** Adds up to this much, of a range of 0…1, or takes it away. */
  brightness: z.number().min(0).max(1),
  /**
   * Multiplies the distance from the picture's mean by a factor from 1 - contrast to 1 + contrast.
   */
  contrast: z.number().min(0).max(1),
  /** The largest standard deviation of the noise, of a range of 0…1; each picture draws its own. */
  noise: z.number().min(0).max(1),
  /** Bends the picture smoothly (Simard, Steinkraus and Platt, 2003). */
  elastic: z.object({
    /** Standard deviation of the displacement along each axis. */
    amplitudePixels: z.number().min(0),
    /** Width of the Gaussian that smooths the displacements: larger bends more gently. */
    sigmaPixels: z.number().min(0.5),
    /** The share of pictures that are bent. */
    probability: z.number().min(0).max(1),
  }).strict(),
  /** Fills a rectangle with noise (Zhong et al., 2020). */
  erase: z.object({
    /** The share of pictures that lose a rectangle. */
    probability: z.number().min(0).max(1),
    /** The largest share of the picture that the rectangle covers. */
    largestShare: share,
  }).strict(),
}).strict();

/** @internal */
type ImageAugmentationShape = z.infer<typeof imageAugmentationSchema>;
/** What is varied and by how much; 0, or false, turns a part off. JSON-serialisable and checked. */
export type ImageAugmentation = ImageAugmentationShape;

/** Pictures stay as they are. */
export const noAugmentation: ImageAugmentation = {
  flip: false,
  shift: 0,
  rotateDegrees: 0,
  zoom: 0,
  brightness: 0,
  contrast: 0,
  noise: 0,
  elastic: { amplitudePixels: 0, sigmaPixels: 4, probability: 0 },
  erase: { probability: 0, largestShare: 0 },
};

/**
 * The six kinds that the paper on faces and music names: shift, rotation, brightness, contrast,
 * noise and elastic deformation. It gives no amounts; these are modest ones, as is usual for
 * pictures of 48×48 that are cut closely around the face.
 */
export const paperAugmentation: ImageAugmentation = {
  ...noAugmentation,
  shift: 0.1,
  rotateDegrees: 10,
  brightness: 0.1,
  contrast: 0.2,
  noise: 0.03,
  elastic: { amplitudePixels: 0.7, sigmaPixels: 4, probability: 0.5 },
};

/**
 * Varies `source` [size, size], 0…255, into `out` [size, size], 0…1. All that is random comes from
 * `random`. Throws a UserError where a picture has another size.
 */
export type ImageAugmenter = (source: Uint8Array, random: Random, out: Float32Array) => void;

/**
 * Prepares augmentation of grey pictures of `size` rows and columns. In this order: mirror, turn,
 * enlarge, shift and bend in a single bilinear interpolation, with the edges going on; contrast
 * about the picture's mean; brightness; noise; clip to 0…1; erase a rectangle. Without any of them
 * `out` is exactly source / 255. No buffer is made for a picture. One of 48×48 takes about 30 µs
 * on one core, 55 µs where it is bent.
 *
 * @throws UserError where `size` is below 2
 *
 * @example
 * ```ts
 * const augment = createImageAugmenter(48, paperAugmentation);
 * const out = new Float32Array(48 * 48);
 * augment(picture, createRandom(seed, "augment", epoch, row), out);
 * ```
 */
export function createImageAugmenter(size: number, config: ImageAugmentation): ImageAugmenter {
  if (!Number.isInteger(size) || size < 2) {
    throw new UserError(`Expected pictures of 2 or more whole pixels a side, but found ${size}`);
  }
  const { elastic, erase } = config;
  const drawElastic = createElasticField(size, elastic);
  const map = new Float64Array(6);
  return (source, random, out) => {
    if (source.length !== size * size || out.length !== size * size) {
      throw new UserError(
        `Expected pictures of ${size}×${size} = ${size * size} pixels, but found ` +
          `${source.length} to read and ${out.length} to write`,
      );
    }
    invertMovement(drawMovement(config, size, random), size, map);
    const isBent = elastic.amplitudePixels > 0 && random.uniform() < elastic.probability;
    const mean = warpImage(source, size, map, isBent ? drawElastic(random) : null, out);
    changeLight(out, mean / 255, config, random);
    if (random.uniform() < erase.probability) {
      eraseRectangle(out, size, erase.largestShare, random);
    }
  };
}

function drawMovement(
  { flip, shift, rotateDegrees, zoom }: ImageAugmentation,
  size: number,
  random: Random,
) {
  return {
    flip: flip && random.uniform() < 0.5,
    radians: (symmetricUniform(random, rotateDegrees) * Math.PI) / 180,
    zoom: 1 + symmetricUniform(random, zoom),
    down: symmetricUniform(random, shift * size),
    right: symmetricUniform(random, shift * size),
  };
}

/** Contrast, brightness and noise on pixels of 0…255, which become 0…1; `mean` is of 0…1. */
function changeLight(
  image: Float32Array,
  mean: number,
  { contrast, brightness, noise }: ImageAugmentation,
  random: Random,
): void {
  const factor = 1 + symmetricUniform(random, contrast);
  const gain = factor / 255;
  const offset = mean * (1 - factor) + symmetricUniform(random, brightness);
  for (let i = 0; i < image.length; i++) image[i] = image[i] * gain + offset;
  if (noise > 0) addNormalNoise(image, noise * random.uniform(), random);
  for (let i = 0; i < image.length; i++) {
    const value = image[i];
    image[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
}

/** Rectangles cover at least this share of the picture and are at most so long for their width. */
const SMALLEST_SHARE = 0.02;
const LARGEST_ASPECT = 1 / 0.3;

/** A rectangle that does not fit is drawn anew this often; then the picture stays whole. */
const TRIES = 10;

/**
 * Fills a random rectangle of `image` with values uniform in 0…1, in place: random erasing (Zhong,
 * Zheng, Kang, Li and Yang, "Random erasing data augmentation", AAAI 2020, algorithm 1 with the
 * paper's values: area from 0.02, aspect from 0.3 to 1 / 0.3).
 *
 * @param image [size, size]
 * @param largestShare of the picture's area, 0…1
 */
export function eraseRectangle(
  image: Float32Array,
  size: number,
  largestShare: number,
  random: Random,
): void {
  const smallest = Math.min(SMALLEST_SHARE, largestShare);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = size * size * (smallest + (largestShare - smallest) * random.uniform());
    const aspect = 1 / LARGEST_ASPECT + (LARGEST_ASPECT - 1 / LARGEST_ASPECT) * random.uniform();
    const height = Math.round(Math.sqrt(area * aspect));
    const width = Math.round(Math.sqrt(area / aspect));
    if (height > size || width > size) continue;
    const top = random.integer(0, size - height);
    const left = random.integer(0, size - width);
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) image[y * size + x] = random.uniform();
    }
    return;
  }
}
