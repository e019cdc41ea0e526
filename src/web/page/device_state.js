/**
 * What the camera, the microphone and the stage do: one state, changed by events alone. Pure, so
 * that tests can go all its ways; app.js acts on what changes.
 *
 * @typedef {object} DeviceState
 * @property {"off" | "starting" | "live" | "watched"} camera its device is held unless "off";
 * "watched": live, and picture after picture is analysed
 * @property {"off" | "recording" | "listening"} microphone its device is held, or asked for, unless
 * "off"; "listening": sound after sound is analysed
 * @property {boolean} photo whether a photo, taken or chosen, stands on the stage
 */

/**
 * @typedef {"start" | "started" | "watch" | "unwatch" | "failed" | "stop" | "record" | "listen" |
 * "hush" | "photo" | "other" | "leave"} DeviceEvent
 * Of the camera: "start": its button was pressed; "started": there is a picture; "failed": there is
 * none, or it has ended; "watch" and "unwatch": the button for live analysis; "stop": its button was
 * pressed. Of the microphone: "record" and "listen": its buttons; "hush": whatever ends either.
 * "photo": one was taken or chosen and analysed; "other": the mood comes from elsewhere, such as a
 * chosen emotion or a recording; "leave": the page is left.
 */

/** @type {DeviceState} */
export const devicesOff = { camera: "off", microphone: "off", photo: false };

/**
 * The state after `event`. Events that come too late, such as the first picture of a camera that
 * is not wanted any more, change nothing.
 *
 * @param {DeviceState} state
 * @param {DeviceEvent} event
 * @returns {DeviceState}
 */
export function devicesAfter(state, event) {
  const { camera, microphone } = state;
  switch (event) {
    case "start":
      return camera === "off" ? { ...state, camera: "starting" } : state;
    case "started":
      return camera === "starting" ? { ...state, camera: "live", photo: false } : state;
    case "watch":
      return camera === "live" ? { ...state, camera: "watched" } : state;
    case "unwatch":
      return camera === "watched" ? { ...state, camera: "live" } : state;
    case "failed":
    case "stop":
      // A photo that stood there before an attempt stays.
      return { ...state, camera: "off" };
    case "record":
      return microphone === "off" ? { ...state, microphone: "recording" } : state;
    case "listen":
      return microphone === "off" ? { ...state, microphone: "listening" } : state;
    case "hush":
      return { ...state, microphone: "off" };
    case "leave":
      return { ...devicesOff, photo: state.photo };
    case "photo":
      return { ...devicesOff, photo: true };
    case "other":
      return devicesOff;
  }
}

/**
 * What the page shows and does in a state.
 * @param {DeviceState} state
 */
export function deviceView({ camera, microphone, photo }) {
  const isShown = camera === "live" || camera === "watched";
  const isWatched = camera === "watched";
  const isListening = microphone === "listening";
  return {
    /** Which of its elements the stage shows. */
    stage: isShown ? "video" : photo ? "photo" : "hint",
    /** The text of the camera's button, by its key. */
    button: camera === "off" ? "startCamera" : "stopCamera",
    /** Whether a photo can be taken: by its own button, and by the one for music. */
    canTake: isShown,
    isWatched,
    isRecording: microphone === "recording",
    isListening,
    /** What the page says of being on air, by its key; undefined where it is not. */
    onAir: isWatched && isListening
      ? "onAirBoth"
      : isWatched
      ? "onAir"
      : isListening
      ? "onAirVoice"
      : undefined,
  };
}
