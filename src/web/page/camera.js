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

/** Shows the camera in `video`. Throws PageError. */
export async function startCamera(/** @type {HTMLVideoElement} */ video) {
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" };
  video.srcObject = await openDevice({ video: size }, "camera");
  await video.play();
}

/** Gives the camera free. */
export function stopCamera(/** @type {HTMLVideoElement} */ video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/** What the camera sees now, as JPEG of its own size. */
export async function takePhoto(/** @type {HTMLVideoElement} */ video) {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext("2d").drawImage(video, 0, 0);
  return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}
