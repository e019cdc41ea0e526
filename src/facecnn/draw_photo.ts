import type { GreyImage } from "./grey_image.ts";

/** A face to draw: its centre and the width of its head, in pixels. */
interface DrawnFace {
  x: number;
  y: number;
  width: number;
}

/** Ellipses of a face, as shares of the head's width from its centre: x, y, radii, brightness. */
const SHAPES: readonly [number, number, number, number, number][] = [
  [0, -0.08, 0.62, 0.75, 40], // hair
  [0, 0.05, 0.5, 0.66, 190], // head
  [-0.2, -0.1, 0.14, 0.08, 95], // eye sockets
  [0.2, -0.1, 0.14, 0.08, 95],
  [-0.2, -0.2, 0.14, 0.03, 70], // brows
  [0.2, -0.2, 0.14, 0.03, 70],
  [-0.2, -0.09, 0.06, 0.05, 30], // eyes
  [0.2, -0.09, 0.06, 0.05, 30],
  [0, 0.05, 0.05, 0.16, 215], // bridge of the nose
  [0, 0.2, 0.1, 0.03, 130], // nostrils
  [0, 0.37, 0.2, 0.045, 85], // mouth
];

/** Draws `faces` on a ground that brightens downwards. */
export function drawPhoto(width: number, height: number, faces: readonly DrawnFace[]): GreyImage {
  const data = Uint8Array.from(
    { length: width * height },
    (_, at) => 120 + 40 * (Math.floor(at / width) / height),
  );
  for (const face of faces) {
    for (const shape of SHAPES) fillEllipse({ width, height, data }, face, shape);
  }
  return { width, height, data };
}

function fillEllipse(
  { width, height, data }: GreyImage,
  face: DrawnFace,
  [right, down, radiusX, radiusY, brightness]: readonly number[],
): void {
  const top = Math.max(0, Math.floor(face.y + (down - radiusY) * face.width) - 1);
  const bottom = Math.min(height, Math.ceil(face.y + (down + radiusY) * face.width) + 2);
  const left = Math.max(0, Math.floor(face.x + (right - radiusX) * face.width) - 1);
  const end = Math.min(width, Math.ceil(face.x + (right + radiusX) * face.width) + 2);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < end; x++) {
      const across = ((x - face.x) / face.width - right) / radiusX;
      const along = ((y - face.y) / face.width - down) / radiusY;
      // One pixel wide, the edge is soft.
      const inside = (1 - Math.hypot(across, along)) * Math.min(radiusX, radiusY) * face.width;
      const share = Math.max(0, Math.min(1, inside + 0.5));
      const at = y * width + x;
      data[at] = Math.round(data[at] + share * (brightness - data[at]));
    }
  }
}
