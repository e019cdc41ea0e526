/** The faces in the live picture: a box and a word for each, over the video. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws over the video, which is as in a mirror; words are not.
 *
 * @param {SVGSVGElement} overlay as large as the video
 * @param {{width: number, height: number, faces: object[]} | undefined} picture
 * @param {(face: object) => {words: string, isFollowed: boolean}} describe
 */
export function showLiveFaces(overlay, picture, describe) {
  const faces = picture?.faces.filter(({ isSeen }) => isSeen) ?? [];
  if (picture) overlay.setAttribute("viewBox", `0 0 ${picture.width} ${picture.height}`);
  while (overlay.children.length > faces.length) overlay.lastElementChild.remove();
  while (overlay.children.length < faces.length) overlay.append(emptyFace());
  faces.forEach((face, at) => {
    const group = overlay.children[at];
    const { words, isFollowed } = describe(face);
    const { y, width, height } = face.box;
    const x = picture.width - face.box.x - width;
    const unit = picture.height / 100;
    group.setAttribute("class", isFollowed ? "followed" : "");
    const [dark, light, ground, text] = group.children;
    for (const box of [dark, light]) set(box, { x, y, width, height });
    text.textContent = words;
    const textWidth = words.length * 2.9 * unit + 2 * unit;
    // Above the face, or within its box where there is no room.
    const top = y > 7 * unit ? y - 7 * unit : y;
    const left = Math.max(0, Math.min(x, picture.width - textWidth));
    set(ground, { x: left, y: top, width: textWidth, height: 6.5 * unit });
    set(text, { x: left + unit, y: top + 4.8 * unit, "font-size": 5 * unit });
  });
}

function emptyFace() {
  const group = document.createElementNS(SVG, "g");
  for (const [name, kind] of [["rect", "dark"], ["rect", "light"], ["rect", "ground"], ["text"]]) {
    const part = document.createElementNS(SVG, name);
    if (kind) part.setAttribute("class", kind);
    group.append(part);
  }
  return group;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
