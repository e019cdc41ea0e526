/**
 * Out, as JSON: megabytes of memory after 200 detections and after 1200, which should not differ.
 */
import { createFaceDetector } from "../detect_faces.ts";
import { drawPhoto } from "../draw_photo.ts";

if (import.meta.main) {
  const detector = await createFaceDetector();
  // A small photo keeps a detection short.
  const photo = drawPhoto(96, 72, [{ x: 48, y: 36, width: 34 }]);
  const detect = (count: number) => {
    for (let index = 0; index < count; index++) {
      if (detector.detect(photo).length !== 1) throw new Error("the drawn face was not found");
    }
    return Deno.memoryUsage().rss / 2 ** 20;
  };
  const before = detect(200);
  console.log(JSON.stringify({ before, after: detect(1000) }));
}
