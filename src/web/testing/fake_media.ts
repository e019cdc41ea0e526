/** Files that stand in for a camera and a microphone. */
import sharp from "sharp";
import { encodeWav } from "../../data/audio/wav.ts";

/** Of the camera. */
export const cameraSize = { width: 640, height: 480 };

/** Hz, of the tone at the microphone. */
export const TONE_HZ = 440;

/** Writes an MJPEG of `photo` (a picture's bytes), all of it, in the camera's size. */
export async function writeVideo(path: string, photo: Uint8Array): Promise<void> {
  const frame = await sharp(photo).resize({ ...cameraSize, fit: "contain" }).jpeg({ quality: 90 })
    .toBuffer();
  // An MJPEG is JPEG after JPEG.
  const frames = await new Blob(Array.from({ length: 5 }, () => frame)).bytes();
  await Deno.writeFile(path, frames);
}

/** A drawn picture with one dark square in its upper left quarter, as PNG. */
export async function drawSquare(): Promise<Uint8Array> {
  const square = await sharp({
    create: { width: 100, height: 100, channels: 3, background: "#202020" },
  }).png().toBuffer();
  return await sharp({ create: { ...cameraSize, channels: 3, background: "#e0e0e0" } })
    .composite([{ input: square, left: 100, top: 100 }]).png().toBuffer();
}

/** Writes two seconds of a tone. */
export async function writeTone(path: string): Promise<void> {
  const rate = 48_000;
  const samples = Float32Array.from(
    { length: 2 * rate },
    (_, n) => 0.5 * Math.sin(2 * Math.PI * TONE_HZ * n / rate),
  );
  await Deno.writeFile(path, encodeWav(samples, rate));
}
