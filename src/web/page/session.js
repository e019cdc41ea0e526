/**
 * What happened in this visit: kept in this page's memory alone, forgotten with it, and handed out
 * as a file where somebody asks for that. docs/music.md tells what the files hold.
 */

/** The oldest are forgotten where a visit has more. */
const MOST = 5000;

/** @typedef {{id: string, name: string, artist: string}} Track */

/** @type {{at: string, event: string, [more: string]: any}[]} */
const events = [];

const startedAt = now();

function now() {
  return new Date().toISOString();
}

/**
 * @param {"recognised" | "chosen" | "suggested" | "played" | "liked" | "unliked" | "skipped" |
 *   "refused"} event
 * @param {object} details
 */
export function record(event, details) {
  events.push({ at: now(), event, ...details });
  if (events.length > MOST) events.shift();
}

/**
 * A mood that somebody chose or a network told.
 * @param {{kind: string, predicted: string, unsure?: boolean, probabilities?: object}} mood
 * @param {{run: string, corpus: string, synthetic: boolean} | undefined} model
 */
export function recordMood({ kind, predicted, unsure, probabilities }, model) {
  if (kind === "chosen") {
    record("chosen", { emotion: predicted });
    return;
  }
  const { run, corpus, synthetic } = model ?? {};
  const by = run === undefined ? undefined : { run, corpus, synthetic };
  const confidence = probabilities?.[predicted];
  record("recognised", {
    source: kind,
    emotion: predicted,
    confidence,
    unsure,
    probabilities,
    model: by,
  });
}

/** A track that was heard for so many seconds, gone on from or to its end. */
export function recordHeard(/** @type {Track} */ track, /** @type {number} */ heardS) {
  record("played", { track, heardS: rounded(heardS) });
}

/** Whether there is anything to hand out. */
export function hasSession() {
  return events.length > 0;
}

/**
 * @typedef {object} Parts
 * @property {any} server its status
 * @property {string} language of the page
 * @property {{track: Track, heardS: number} | undefined} playing what is heard just now
 */

function allEvents(/** @type {Parts} */ { playing }) {
  if (!playing) return events;
  const { track, heardS } = playing;
  return [...events, { at: now(), event: "played", track, heardS: rounded(heardS) }];
}

/** The whole, as JSON. */
export function sessionJson(/** @type {Parts} */ parts) {
  const { photo, speech, music } = parts.server ?? {};
  const { source, madeUp } = music ?? {};
  const whole = {
    format: "duygu session",
    version: 1,
    startedAt,
    exportedAt: now(),
    language: parts.language,
    networks: { photo, speech },
    music: { source, madeUp },
    events: allEvents(parts).map(({ track, tracks, ...more }) => ({
      ...more,
      ...track ? { track: brief(track) } : {},
      ...tracks ? { tracks: tracks.map(described) } : {},
    })),
  };
  return JSON.stringify(whole, null, 2) + "\n";
}

const columns = [
  "at",
  "event",
  "source",
  "emotion",
  "confidence",
  "unsure",
  "model",
  "intent",
  "policy",
  "songLanguage",
  "seed",
  "position",
  "trackId",
  "title",
  "artist",
  "heardS",
  "why",
];

/** The same as a table: a row an event, and of a suggestion a row a track. */
export function sessionCsv(/** @type {Parts} */ parts) {
  const rows = allEvents(parts).flatMap(({ track, tracks, model, ...more }) => {
    const row = { ...more, model: model?.run };
    if (tracks?.length) {
      return tracks.map((one, at) => ({ ...row, position: at + 1, ...cells(one) }));
    }
    return [track ? { ...row, ...cells(track) } : row];
  });
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(","));
  // The mark at its start tells spreadsheets that it is UTF-8.
  return "\ufeff" + [columns.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

function cells(/** @type {Track & {why?: string}} */ { id, name, artist, why }) {
  return { trackId: id, title: name, artist, why };
}

/** A cell of RFC 4180; a text that spreadsheets would run as a formula begins with an apostrophe. */
function cell(/** @type {unknown} */ value) {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value)
    ? `'${value}`
    : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function brief(/** @type {Track} */ { id, name, artist }) {
  return { id, title: name, artist };
}

function described(/** @type {Track & Record<string, unknown>} */ { name, ...more }) {
  return { ...more, title: name };
}

function rounded(/** @type {number} */ seconds) {
  return Math.round(10 * seconds) / 10;
}
