/** Where there are several faces or voices, fills an element with a button for each. */

/**
 * @param {HTMLElement} group
 * @param {string[]} labels
 * @param {number} chosen
 * @param {(at: number) => void} onChoice
 */
export function showFaces(group, labels, chosen, onChoice) {
  group.hidden = labels.length < 2;
  // Buttons that are there stay, and with them the keyboard's place.
  while (group.children.length > labels.length) group.lastElementChild.remove();
  while (group.children.length < labels.length) {
    const button = document.createElement("button");
    button.type = "button";
    group.append(button);
  }
  labels.forEach((label, at) => {
    const button = group.children[at];
    if (button.textContent !== label) button.textContent = label;
    button.setAttribute("aria-pressed", String(at === chosen));
    button.onclick = () => onChoice(at);
  });
}
