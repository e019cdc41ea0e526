/** How pictures of faces are varied while a network is trained. */
import { z } from "zod";

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
  /** Multiplies the distance from the picture's mean by a factor from 1 - contrast to 1 + contrast. */
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
