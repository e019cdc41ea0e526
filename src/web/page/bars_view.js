/** Fills a list with one bar for each class. */
import { capital, emotionName, percent } from "./language.js";

/**
 * @param {HTMLElement} list
 * @param {Record<string, number>} probabilities
 */
export function showBars(list, probabilities) {
  const strongest = Math.max(...Object.values(probabilities));
  list.replaceChildren(
    ...Object.entries(probabilities).map(([name, share]) => {
      const item = document.createElement("li");
      item.classList.toggle("strongest", share === strongest);
      const label = document.createElement("span");
      label.textContent = capital(emotionName(name));
      const track = document.createElement("span");
      track.className = "track";
      const fill = document.createElement("span");
      fill.style.width = `${100 * share}%`;
      track.append(fill);
      const number = document.createElement("span");
      number.className = "number";
      number.textContent = percent(share);
      item.append(label, track, number);
      return item;
    }),
  );
}
