/** The buttons to choose an emotion by. */
import { capital, emotionName } from "./language.js";
import { emojis } from "./texts.js";

/**
 * Adds one for each emotion.
 * @param {HTMLElement} group
 * @param {(emotion: string) => void} onChoice
 */
export function addEmotions(group, onChoice) {
  for (const [emotion, emoji] of Object.entries(emojis)) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.emotion = emotion;
    const picture = document.createElement("span");
    picture.setAttribute("aria-hidden", "true");
    picture.textContent = emoji;
    button.append(picture, document.createElement("span"));
    button.addEventListener("click", () => onChoice(emotion));
    group.append(button);
  }
}

/**
 * Names them in the page's language and marks the chosen one.
 * @param {HTMLElement} group
 * @param {string} [chosen]
 */
export function showEmotions(group, chosen) {
  for (const button of group.children) {
    const { emotion } = button.dataset;
    button.lastElementChild.textContent = capital(emotionName(emotion));
    button.setAttribute("aria-pressed", String(emotion === chosen));
  }
}
