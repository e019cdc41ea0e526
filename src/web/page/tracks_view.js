/** Fills a list with tracks, each with the reason. */

/**
 * @param {HTMLElement} list
 * @param {{name: string, artist: string, year: number | null, durationMs: number | null,
 *   why: string}[]} tracks
 */
export function showTracks(list, tracks) {
  list.replaceChildren(...tracks.map(({ name, artist, year, durationMs, why }) => {
    const item = document.createElement("li");
    const title = document.createElement("strong");
    title.textContent = name;
    const by = document.createElement("span");
    by.textContent = [artists(artist), year, durationMs && minutes(durationMs)].filter(Boolean)
      .join(" · ");
    const reason = document.createElement("small");
    reason.textContent = why;
    item.append(title, by, reason);
    return item;
  }));
}

/** At most three of "A; B; C; D". */
function artists(/** @type {string} */ all) {
  const names = all.split("; ");
  return names.slice(0, 3).join(", ") + (names.length > 3 ? " …" : "");
}

/** "3:05" */
function minutes(/** @type {number} */ durationMs) {
  const whole = Math.round(durationMs / 1000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
