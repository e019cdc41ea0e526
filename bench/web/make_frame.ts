/** In: a photo, or none. Out: a frame as a camera gives it: a JPEG of 640 × 480 with a face. */
import sharp, { type Sharp } from "sharp";
import { drawPhoto } from "../../src/facecnn/draw_photo.ts";

const size = { width: 640, height: 480 };

/** The frame of the photo at `path`, all of it, or a drawn one. */
export async function makeFrame(path?: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await photo(path).jpeg({ quality: 92 }).toBuffer());
}

function photo(path?: string): Sharp {
  if (path !== undefined) return sharp(path).resize({ ...size, fit: "contain" });
  const { data, width, height } = drawPhoto(640, 480, [{ x: 320, y: 240, width: 180 }]);
  return sharp(data, { raw: { width, height, channels: 1 } });
}
