/** What was liked, skipped and refused: ids of tracks and their titles, kept in this browser alone. */

const KEY = "duygu.taste";

/** So many of each are kept, the newest: the server takes no more. */
const MOST = 500;

const kinds = /** @type {const} */ (["liked", "skipped", "refused"]);

/** @typedef {Record<typeof kinds[number], string[]>} Taste */
/** @typedef {{title: string, artist: string}} Named */

/** @type {Taste | undefined} */
let known;

/**
 * What the tracks are called, for those who read the file; no server is told.
 * @type {Record<string, Named>}
 */
let names = {};

/** What is known; where the browser stores nothing, of this visit alone. */
export function taste() {
  if (known) return known;
  known = { liked: [], skipped: [], refused: [] };
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    for (const kind of kinds) {
      if (!Array.isArray(stored[kind])) continue;
      known[kind] = stored[kind].filter((id) => typeof id === "string" && id.length <= 200)
        .slice(-MOST);
    }
    for (const id of kinds.flatMap((kind) => known[kind])) {
      const { title, artist } = stored.names?.[id] ?? {};
      if (typeof title === "string" && typeof artist === "string") names[id] = { title, artist };
    }
  } catch {
    // Nothing is stored, or what no version of this page wrote.
  }
  return known;
}

/**
 * Notes what was thought of a track; a later thought replaces an earlier one.
 * @param {{id: string, name: string, artist: string}} track
 * @param {typeof kinds[number] | undefined} thought undefined takes back
 */
export function note({ id, name, artist }, thought) {
  const now = taste();
  for (const kind of kinds) now[kind] = now[kind].filter((one) => one !== id);
  if (thought) {
    now[thought] = [...now[thought], id].slice(-MOST);
    names[id] = { title: name, artist };
  }
  store();
}

/** Keeps what was thought of tracks whose ids are others now: the former → the new. */
export function renameTaste(/** @type {Record<string, string>} */ renamed = {}) {
  if (Object.keys(renamed).length === 0) return;
  const now = taste();
  for (const kind of kinds) {
    now[kind] = [...new Set(now[kind].map((id) => Object.hasOwn(renamed, id) ? renamed[id] : id))];
  }
  for (const [former, id] of Object.entries(renamed)) {
    if (names[former]) names[id] = names[former];
  }
  store();
}

/** Forgets all. */
export function forgetTaste() {
  known = { liked: [], skipped: [], refused: [] };
  store();
}

/** All of it, as a file to keep or to read. */
export function tasteJson() {
  const now = taste();
  const lists = kinds.map((kind) => [kind, now[kind].map((id) => ({ id, ...names[id] }))]);
  const whole = { format: "duygu likes", version: 1, ...Object.fromEntries(lists) };
  return JSON.stringify(whole, null, 2) + "\n";
}

function store() {
  const ids = kinds.flatMap((kind) => known[kind]);
  names = Object.fromEntries(ids.filter((id) => names[id]).map((id) => [id, names[id]]));
  try {
    if (ids.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ ...known, names }));
  } catch {
    // Known until the page is left.
  }
}
