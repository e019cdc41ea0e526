/** Draws a photo with boxes around its faces. */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} photo
 * @param {{box: {x: number, y: number, width: number, height: number}}[]} faces in pixels of a
 *   photo `width` pixels wide
 * @param {number} width
 * @param {number} chosen the face whose box is drawn strongly
 */
export function drawPhoto(canvas, photo, faces, width, chosen) {
  // A phone's photo is larger than the page; a smaller picture looks the same and draws faster.
  const scale = Math.min(1, 1280 / photo.width);
  canvas.width = Math.round(photo.width * scale);
  canvas.height = Math.round(photo.height * scale);
  const context = canvas.getContext("2d");
  context.drawImage(photo, 0, 0, canvas.width, canvas.height);
  const toCanvas = canvas.width / width;
  const line = Math.max(2, canvas.width / 200);
  faces.forEach(({ box }, at) => {
    const corners = [box.x, box.y, box.width, box.height].map((value) => value * toCanvas);
    // Dark beneath light: seen on any photo.
    context.lineWidth = line * (at === chosen ? 2.4 : 1.6);
    context.strokeStyle = "#1a1033";
    context.strokeRect(...corners);
    context.lineWidth = line * (at === chosen ? 1.4 : 0.8);
    context.strokeStyle = at === chosen ? "#ffd84d" : "#ffffff";
    context.strokeRect(...corners);
  });
}
