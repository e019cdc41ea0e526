/** The camera: its picture in a video element, and single photos of it. */

import { PageError } from "./page_error.js";

/**
 * Asks for a camera or a microphone. Throws PageError.
 * @param {MediaStreamConstraints} constraints
 * @param {"camera" | "microphone"} device
 */
export async function openDevice(constraints, device) {
  if (!navigator.mediaDevices?.getUserMedia) throw new PageError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    if (error.name === "NotAllowedError" || error.name === "SecurityError") {
      throw new PageError(`${device}Refused`);
    }
    const isMissing = error.name === "NotFoundError" || error.name === "OverconstrainedError";
    throw new PageError(device + (isMissing ? "Missing" : "Busy"));
  }
}

/** Waits so long for the camera's first picture. */
const FIRST_PICTURE_MS = 10_000;

/**
 * Shows the camera in `video`, once it has a picture; `onEnd` is called where the camera ends by
 * itself, such as when it is unplugged. Throws PageError, and then the camera is free again; it is
 * so too where `isWanted` says meanwhile that nobody waits for it any more.
 *
 * @param {HTMLVideoElement} video
 * @param {() => void} onEnd
 * @param {() => boolean} isWanted
 */
export async function startCamera(video, onEnd, isWanted) {
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" };
  const stream = await openDevice({ video: size }, "camera");
  if (!isWanted()) {
    for (const track of stream.getTracks()) track.stop();
    return;
  }
  let isShown = false;
  try {
    video.srcObject = stream;
    const ended = new Promise((_resolve, reject) => {
      for (const track of stream.getTracks()) {
        track.addEventListener("ended", () => {
          reject(new PageError("cameraBusy"));
          if (isShown && video.srcObject === stream) onEnd();
        });
      }
      setTimeout(() => reject(new PageError("cameraBusy")), FIRST_PICTURE_MS);
    });
    await Promise.race([ended, video.play().then(() => firstPicture(video))]);
    isShown = true;
  } catch (error) {
    // One that was given up meanwhile is free already, and another may be in its place.
    if (video.srcObject === stream) stopCamera(video);
    if (!isWanted()) return;
    // Browsers that save power play nothing without a press; the next one comes without waiting.
    throw new PageError(error.name === "NotAllowedError" ? "cameraAutoplay" : "cameraBusy");
  }
}

/** Until the camera has a picture, there is nothing to photograph. */
async function firstPicture(/** @type {HTMLVideoElement} */ video) {
  if (video.videoWidth) return;
  await new Promise((done) => video.addEventListener("loadeddata", done, { once: true }));
}

/** Gives the camera free. */
export function stopCamera(/** @type {HTMLVideoElement} */ video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/** One for all photos: live, five a second are taken. Not every browser has OffscreenCanvas. */
const canvas = globalThis.document?.createElement("canvas");

/**
 * What the camera sees now, as JPEG, of its own size unless that is wider than `widestPx`.
 *
 * @param {HTMLVideoElement} video
 * @param {number} [widestPx]
 */
export async function takePhoto(video, widestPx = Infinity) {
  const scale = Math.min(1, widestPx / video.videoWidth);
  canvas.width = Math.round(scale * video.videoWidth);
  canvas.height = Math.round(scale * video.videoHeight);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  const photo = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  if (!photo) throw new PageError("cameraBusy");
  return photo;
}
