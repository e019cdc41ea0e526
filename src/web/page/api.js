/** Questions to the server. */

/** An answer that is no success: its code, and what goes with it. */
export class ServerError extends Error {
  /**
   * @param {string} code
   * @param {number} [retryAfterS]
   */
  constructor(code, retryAfterS = 1) {
    super(code);
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new ServerError("network");
  }
  if (answer.ok) return await answer.json().catch(() => ({}));
  throw await serverErrorOf(answer);
}

/** What an answer that is no success says. */
export async function serverErrorOf(/** @type {Response} */ answer) {
  const body = await answer.json().catch(() => ({}));
  const retryAfterS = Number(answer.headers.get("retry-after") ?? 1);
  return new ServerError(body.error?.code ?? String(answer.status), retryAfterS);
}

/** What is trained, the music there is, and limits. */
export function askStatus() {
  return ask("/api/status");
}

/** The faces of a photo. */
export function askPhoto(/** @type {Blob} */ photo) {
  return post("/api/photo", photo, photo.type);
}

/** The emotion of a recording. */
export function askSpeech(/** @type {Blob} */ recording) {
  return post("/api/speech", recording, recording.type);
}

/**
 * Sends a picture or a sound to a live stream; what it tells comes as an event.
 *
 * @param {string} id
 * @param {"photo" | "speech"} medium
 * @param {Blob} blob
 * @param {AbortSignal} signal
 */
export function postLive(id, medium, blob, signal) {
  return post(`/api/live/${id}/${medium}`, blob, blob.type, signal);
}

/** Music for shares of emotions. */
export function askMusic(/** @type {object} */ question) {
  return post("/api/music", JSON.stringify(question), "application/json");
}

/**
 * @param {string} path
 * @param {BodyInit} body
 * @param {string} type
 * @param {AbortSignal} [signal]
 */
function post(path, body, type, signal) {
  return ask(path, { method: "POST", body, headers: { "content-type": type }, signal });
}
