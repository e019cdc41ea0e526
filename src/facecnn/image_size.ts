/** Pixels a side of the images that face networks see: FER2013's own, and what paper F scales to. */
export const IMAGE_SIZE = 48;
