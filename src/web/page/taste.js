/** What was liked, skipped and refused: ids of tracks, kept in this browser alone. */

const KEY = "duygu.taste";

/** So many of each are kept, the newest: the server takes no more. */
const MOST = 500;

const kinds = /** @type {const} */ (["liked", "skipped", "refused"]);

/** @typedef {Record<typeof kinds[number], string[]>} Taste */

/** @type {Taste | undefined} */
let known;

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
  } catch {
    // Nothing is stored, or what no version of this page wrote.
  }
  return known;
}

/**
 * Notes what was thought of a track; a later thought replaces an earlier one.
 * @param {string} id
 * @param {typeof kinds[number] | undefined} thought undefined takes back
 */
export function note(id, thought) {
  const now = taste();
  for (const kind of kinds) now[kind] = now[kind].filter((one) => one !== id);
  if (thought) now[thought] = [...now[thought], id].slice(-MOST);
  store();
}

/** Forgets all. */
export function forgetTaste() {
  known = { liked: [], skipped: [], refused: [] };
  store();
}

function store() {
  try {
    const isEmpty = kinds.every((kind) => known[kind].length === 0);
    if (isEmpty) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // Known until the page is left.
  }
}
