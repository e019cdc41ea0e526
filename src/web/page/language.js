/** The language of the page: what it is, and how to change it without loading anew. */
import { emotionNames, texts } from "./texts.js";

/** @type {"en" | "tr"} */
let language = document.documentElement.lang === "tr" ? "tr" : "en";

/** The language now. */
export function currentLanguage() {
  return language;
}

/**
 * The text of `key`, with {names} in it replaced by `values`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function text(key, values = {}) {
  return texts[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** A text with a capital letter, as the language has it ("i" is "İ" in Turkish). */
export function capital(/** @type {string} */ words) {
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

/** The name of an emotion, or of a class that is none. */
export function emotionName(/** @type {string} */ name) {
  return emotionNames[language][name] ?? name;
}

/** What the language of an ISO 639 code is called; the code where the browser does not know. */
export function languageName(/** @type {string} */ code) {
  return new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code;
}

/** "82%" in English, "%82" in Turkish. */
export function percent(/** @type {number} */ share) {
  return new Intl.NumberFormat(language, { style: "percent" }).format(share);
}

/** A number of seconds with one decimal, "1.5" or "1,5". */
export function seconds(/** @type {number} */ value) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, digits).format(value);
}

/** Fills every element that index.html marks with data-text or data-label. */
export function fillTexts() {
  document.documentElement.lang = language;
  document.title = text("title");
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

/** Changes the language; a reload keeps it, for it stands in the address. */
export function setLanguage(/** @type {"en" | "tr"} */ chosen) {
  language = chosen;
  history.replaceState(null, "", `?lang=${chosen}`);
  fillTexts();
}
