/** In: expressions and places. Out: a drawn picture of schematic faces, as a PNG file's bytes. */
import { Resvg } from "@resvg/resvg-js";

/** What makes an expression, after the muscles that move (Ekman and Friesen 1978), schematically. */
export interface Expression {
  /** Corners of the mouth: 1 far up, -1 far down. */
  smile: number;
  /** Height of the open mouth, as a share of the head's width. */
  mouthOpen: number;
  /** Inner ends of the brows: 1 far up, -1 far down. */
  browTilt: number;
  /** Whole brows above their usual place, as a share of the head's width. */
  browLift: number;
  /** Height of the eyes: 1 as usual. */
  eyeOpen: number;
}

/** A face to draw. */
export interface DrawnFace {
  expression: Expression;
  /** Centre and width of the head, in pixels. */
  x: number;
  y: number;
  width: number;
  /** Clockwise. */
  turnDegrees?: number;
  /** Grey of the skin, 0 to 255; hair, eyes and mouth are darker by shares of it. */
  skin?: number;
}

/** Draws `faces` on a ground of grey `ground` that brightens downwards. */
export function drawFaces(
  width: number,
  height: number,
  faces: readonly DrawnFace[],
  ground = 120,
): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<linearGradient id="ground" x2="0" y2="1"><stop stop-color="${grey(ground)}"/>` +
    `<stop offset="1" stop-color="${grey(ground + 40)}"/></linearGradient>` +
    `<rect width="${width}" height="${height}" fill="url(#ground)"/>` +
    `${faces.map(faceGroup).join("")}</svg>`;
  return new Uint8Array(new Resvg(svg).render().asPng());
}

/** A face in units of its head's width, around its centre. */
function faceGroup({ expression, x, y, width, turnDegrees = 0, skin = 190 }: DrawnFace): string {
  const { smile, mouthOpen, browTilt, browLift, eyeOpen } = expression;
  const tone = (share: number) => grey(skin * share);
  const ellipse = (cx: number, cy: number, rx: number, ry: number, share: number) =>
    `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${tone(share)}"/>`;
  const brow = (side: 1 | -1) => {
    const [inner, outer] = [-0.2 - browLift - 0.06 * browTilt, -0.2 - browLift + 0.06 * browTilt];
    return `<path d="M${0.07 * side} ${inner} Q${0.2 * side} ${(inner + outer) / 2 - 0.03} ` +
      `${0.34 * side} ${outer}" stroke="${tone(0.35)}" stroke-width="0.05" fill="none"/>`;
  };
  const eye = (side: 1 | -1) =>
    ellipse(0.2 * side, -0.1, 0.14, 0.08, 0.5) +
    ellipse(0.2 * side, -0.09, 0.1, 0.05 * eyeOpen, 1.2) +
    ellipse(0.2 * side, -0.09, 0.05, 0.05 * eyeOpen, 0.15);
  const [corner, middle] = [0.37 - 0.08 * smile, 0.37 + 0.07 * smile];
  const mouth = `<path d="M-0.2 ${corner} Q0 ${middle - mouthOpen} 0.2 ${corner} ` +
    `Q0 ${middle + 0.04 + mouthOpen} -0.2 ${corner} Z" fill="${tone(0.35)}" ` +
    `stroke="${tone(0.4)}" stroke-width="0.04" stroke-linejoin="round"/>`;
  return `<g transform="translate(${x} ${y}) rotate(${turnDegrees}) scale(${width})">` +
    ellipse(0, -0.08, 0.62, 0.75, 0.2) + // hair
    ellipse(0, 0.05, 0.5, 0.66, 1) + // head
    eye(-1) + eye(1) + brow(-1) + brow(1) +
    ellipse(0, 0.05, 0.05, 0.16, 1.13) + // bridge of the nose
    ellipse(0, 0.2, 0.1, 0.03, 0.7) + // nostrils
    `${mouth}</g>`;
}

function grey(value: number): string {
  const byte = Math.round(Math.max(0, Math.min(255, value)));
  return `rgb(${byte},${byte},${byte})`;
}
