/** Draws the last minute: a row for each class, now at the right; and says it in words. */
import { capital, emotionName, text } from "./language.js";
import { MINUTE_MS, secondsOf, stretchesOf } from "./minute.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {HTMLElement} rows
 * @param {HTMLElement} words
 * @param {readonly import("./minute.js").Moment[]} moments
 * @param {number} nowMs
 */
export function showMinute(rows, words, moments, nowMs) {
  const names = Object.keys(moments.at(-1)?.probabilities ?? {});
  if (rows.children.length !== names.length) rows.replaceChildren(...names.map(emptyRow));
  const stretches = stretchesOf(moments);
  names.forEach((name, at) => {
    const [label, picture] = rows.children[at].children;
    label.textContent = capital(emotionName(name));
    const [sure, unsure] = picture.children;
    sure.setAttribute("d", areas(stretches, name, nowMs, false));
    unsure.setAttribute("d", areas(stretches, name, nowMs, true));
  });
  const parts = secondsOf(moments).filter(([, seconds]) => seconds >= 0.5).map(
    ([name, seconds]) => {
      const emotion = name === "unsure" ? text("notSure") : emotionName(name);
      return text("minutePart", { emotion, seconds: Math.round(seconds) });
    },
  );
  words.textContent = parts.length ? capital(`${parts.join(", ")}.`) : "";
}

function emptyRow() {
  const row = document.createElement("div");
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 60 1");
  picture.setAttribute("preserveAspectRatio", "none");
  for (const kind of ["sure", "unsure"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", kind);
    picture.append(path);
  }
  row.append(document.createElement("span"), picture);
  return row;
}

/** The areas beneath one class's probability, of what was sure, or of what was not. */
function areas(stretches, name, nowMs, isUnsure) {
  const x = ({ atMs }) => (60 - 60 * (nowMs - atMs) / MINUTE_MS).toFixed(2);
  const path = [];
  for (const stretch of stretches) {
    // A moment stands for the time since the one before it.
    for (let at = 1; at < stretch.length; at++) {
      if (stretch[at].unsure !== isUnsure) continue;
      let end = at;
      while (end + 1 < stretch.length && stretch[end + 1].unsure === isUnsure) end++;
      path.push(`M${x(stretch[at - 1])} 1`);
      for (let place = at - 1; place <= end; place++) {
        const share = stretch[place].probabilities[name] ?? 0;
        path.push(`L${x(stretch[place])} ${(1 - share).toFixed(3)}`);
      }
      path.push(`L${x(stretch[end])} 1Z`);
      at = end;
    }
  }
  return path.join("");
}
