/** In: a photo and a face's box. Out: the face as the network wants it. */
import { UserError } from "../base/user_error.ts";
import { type Box, cutOut, type GreyImage, type QuarterTurn, turn } from "./grey_image.ts";
import { resizeGrey } from "./resize_grey.ts";

/** How a face is cut out. */
export interface CropOptions {
  /** Rows, and columns, of the result: 48 for networks trained on FER2013. */
  size: number;
  /**
   * Added on each side, as a share of the box's width; negative cuts closer. 0 by default: faces
   * of FER2013 were cut out as the boxes of such a detector.
   */
  margin?: number;
}

/**
 * The face of `image` in `face`'s box, upright, `size` × `size` pixels, 0…255, row-major. Where
 * the margin reaches beyond the picture its edge goes on. Throws UserError for a margin that leaves
 * nothing.
 *
 * @example
 * ```ts
 * const [face] = detector.detect(photo);
 * const pixels = cropFace(photo, face, { size: 48 }); // 2304 values
 * ```
 */
export function cropFace(
  image: GreyImage,
  face: Box & { rotation?: QuarterTurn },
  { size, margin = 0 }: CropOptions,
): Uint8Array {
  if (!(margin > -0.5 && margin <= 2)) {
    throw new UserError(`Expected a face's margin above -0.5 and up to 2, but found ${margin}`);
  }
  const added = Math.round(margin * face.width);
  const width = Math.max(1, face.width + 2 * added);
  const height = Math.max(1, face.height + 2 * added);
  const part = cutOut(image, { x: face.x - added, y: face.y - added, width, height });
  return resizeGrey(turn(part, face.rotation ?? 0), size, size).data;
}
