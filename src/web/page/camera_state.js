/**
 * What the camera and the stage do: one state, changed by events alone. Pure, so that tests can go
 * all its ways; app.js acts on what changes.
 *
 * @typedef {object} CameraState
 * @property {"off" | "starting" | "live" | "watched"} camera its device is held unless "off";
 * "watched": live, and picture after picture is analysed
 * @property {boolean} photo whether a photo, taken or chosen, stands on the stage
 */

/**
 * @typedef {"start" | "started" | "watch" | "unwatch" | "failed" | "stop" | "photo" | "other"}
 * CameraEvent
 * "start": the button was pressed; "started": there is a picture; "failed": there is none, or it
 * has ended; "watch" and "unwatch": the button for continuous analysis; "stop": the button was pressed, or the page is left; "photo": one was taken or chosen
 * and analysed; "other": the mood comes from elsewhere, such as a chosen emotion or a voice
 */

/** @type {CameraState} */
export const cameraOff = { camera: "off", photo: false };

/**
 * The state after `event`. Events that come too late, such as the first picture of a camera that
 * is not wanted any more, change nothing.
 *
 * @param {CameraState} state
 * @param {CameraEvent} event
 * @returns {CameraState}
 */
export function cameraAfter(state, event) {
  switch (event) {
    case "start":
      return state.camera === "off" ? { ...state, camera: "starting" } : state;
    case "started":
      return state.camera === "starting" ? { camera: "live", photo: false } : state;
    case "watch":
      return state.camera === "live" ? { ...state, camera: "watched" } : state;
    case "unwatch":
      return state.camera === "watched" ? { ...state, camera: "live" } : state;
    case "failed":
    case "stop":
      // A photo that stood there before an attempt stays.
      return { ...state, camera: "off" };
    case "photo":
      return { camera: "off", photo: true };
    case "other":
      return cameraOff;
  }
}

/**
 * What the page shows and does in a state.
 * @param {CameraState} state
 */
export function cameraView({ camera, photo }) {
  const isShown = camera === "live" || camera === "watched";
  return {
    /** Which of its elements the stage shows. */
    stage: isShown ? "video" : photo ? "photo" : "hint",
    /** The text of the camera's button, by its key. */
    button: camera === "off" ? "startCamera" : "stopCamera",
    /** Whether a photo can be taken: by its own button, and by the one for music. */
    canTake: isShown,
    /** Whether the page says that it is on air. */
    isWatched: camera === "watched",
  };
}
