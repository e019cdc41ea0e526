/** Fills a list with tracks, each with the reason, and a way to hear it. */
import { text } from "./language.js";
import { serviceLinks } from "./music_services.js";

/**
 * @typedef {object} Track
 * @property {string} id
 * @property {string} name
 * @property {string} artist
 * @property {number | null} year
 * @property {number | null} durationMs
 * @property {string} why
 */

/**
 * @param {HTMLElement} list
 * @param {Track[]} tracks
 * @param {object} [hearing]
 * @param {(track: Track) => void} [hearing.onPlay] where the server has the sound
 * @param {boolean} [hearing.hasLinks] where a music service may have it
 * @param {string} [hearing.currentId] of the track that plays
 */
export function showTracks(list, tracks, { onPlay, hasLinks, currentId } = {}) {
  const controls = (/** @type {Element} */ item) => [...item.querySelectorAll("button, a")];
  const active = document.activeElement;
  const before = [...list.children].find((item) => item.contains(active));
  list.replaceChildren(...tracks.map((track) => {
    const { name, artist, year, durationMs, why } = track;
    const item = document.createElement("li");
    item.dataset.track = track.id;
    const title = document.createElement("strong");
    title.textContent = name;
    const by = document.createElement("span");
    by.textContent = [artists(artist), year, durationMs && minutes(durationMs)].filter(Boolean)
      .join(" · ");
    const reason = document.createElement("small");
    reason.textContent = why;
    item.append(title, by, reason);
    if (onPlay) item.append(playButton(track, () => onPlay(track)));
    else if (hasLinks) item.append(links(track));
    if (track.id === currentId) item.setAttribute("aria-current", "true");
    return item;
  }));
  if (!before) return;
  // The keyboard's place stays at its track; where that is gone, in the list's section.
  const now = [...list.children].find(({ dataset }) => dataset.track === before.dataset.track);
  const at = controls(before).indexOf(active);
  ((now && controls(now)[at]) ?? list.closest("section")).focus();
}

/**
 * @param {Track} track
 * @param {() => void} onClick
 */
function playButton({ name }, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "▶";
  button.setAttribute("aria-label", text("playTrack", { name }));
  button.addEventListener("click", onClick);
  return button;
}

/** Nothing is asked of a service before one of these is followed. */
function links(/** @type {Track} */ track) {
  const all = document.createElement("p");
  for (const { service, address } of serviceLinks(track)) {
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = service;
    link.setAttribute("aria-label", text("searchAt", { name: track.name, service }));
    all.append(link);
  }
  return all;
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
