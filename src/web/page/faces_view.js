/** Where there are several faces, fills an element with a button for each. */
import { text } from "./language.js";

/**
 * @param {HTMLElement} group
 * @param {number} count
 * @param {number} chosen
 * @param {(at: number) => void} onChoice
 */
export function showFaces(group, count, chosen, onChoice) {
  group.hidden = count < 2;
  const buttons = Array.from({ length: count }, (_, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text("face", { number: at + 1 });
    button.setAttribute("aria-pressed", String(at === chosen));
    button.addEventListener("click", () => {
      onChoice(at);
      // The buttons are new ones by now.
      group.children[at].focus();
    });
    return button;
  });
  group.replaceChildren(...buttons);
}
