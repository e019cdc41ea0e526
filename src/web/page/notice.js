/** What must be said before a face or a voice is analysed for the first time. */
import { texts } from "./texts.js";

/** Where the browser keeps that it was read. */
const KEY = "duygu.notice";
/** Raised whenever the notice says something else. */
const VERSION = "2";

/**
 * Resolves to true once the notice was accepted in this browser, now or before; to false where it
 * was closed.
 *
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>}
 */
export async function acceptNotice(dialog) {
  if (isRemembered()) return true;
  // In both languages, whichever the page is in: others may stand before the camera too.
  for (const words of dialog.querySelectorAll("[data-notice]")) {
    words.textContent = texts[words.lang].notice;
  }
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  if (dialog.returnValue !== "accept") return false;
  remember();
  return true;
}

function isRemembered() {
  try {
    return localStorage.getItem(KEY) === VERSION;
  } catch {
    return false; // A browser that stores nothing is told again.
  }
}

function remember() {
  try {
    localStorage.setItem(KEY, VERSION);
  } catch {
    // As above.
  }
}
