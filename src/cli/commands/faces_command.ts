/** The command `faces PHOTO…`: where faces are in photos. */
import { basename, join } from "node:path";
import type { Command } from "commander";
import { writeFileWhole } from "../../base/files.ts";
import { photoDataUrl, readImage } from "../../data/images/read_image.ts";
import { createFaceDetector, type DetectOptions, type Face } from "../../facecnn/detect_faces.ts";
import { readPhoto } from "../../facecnn/predict_photo.ts";
import { photoProbabilitiesPlot } from "../../plot/photo_probabilities_plot.ts";
import { renderPng } from "../../plot/render.ts";
import {
  addDetectionOptions,
  detectionOf,
  eachFile,
  outputNames,
  requireNoFailure,
} from "../input_files.ts";

/** Values of the options, as commander gives them. */
interface FacesOptions extends DetectOptions {
  json?: true;
  out?: string;
}

/** A photo's faces. */
interface PhotoFaces {
  file: string;
  width: number;
  height: number;
  faces: Face[];
}

/** Adds `faces` to the program. */
export function addFacesCommand(program: Command): void {
  const command = program
    .command("faces")
    .description("Find the faces in photos by OpenCV's Haar cascade")
    .argument("<photos...>", "JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP or HEIC files")
    .option("--json", "print JSON instead of a list")
    .option("--out <folder>", "draw each photo with its boxes into this folder, as PNG");
  addDetectionOptions(command)
    .addHelpText("after", "\nExample:\n  duygu faces holiday.jpg --out found")
    .action(async (photos: string[], options: FacesOptions) => {
      const names = outputNames(photos);
      const detector = await createFaceDetector();
      const outcomes = await eachFile(photos, async (photo, index) => {
        const { name, bytes } = await readPhoto(photo);
        const image = await readImage(bytes, name);
        const { width, height } = image;
        const faces = detector.detect(image, detectionOf(options));
        const found = { file: photo, width, height, faces };
        if (!options.json) console.log(facesText(found));
        if (options.out !== undefined) {
          await draw(found, bytes, join(options.out, `${names[index]}.png`));
        }
        return found;
      });
      detector.dispose();
      if (options.json) console.log(JSON.stringify({ files: outcomes }, null, 2));
      requireNoFailure(outcomes, "searched");
    });
}

async function draw(found: PhotoFaces, bytes: Uint8Array, path: string): Promise<void> {
  const { file, faces, width, height } = found;
  const url = await photoDataUrl(bytes, file);
  const boxes = faces.map((box) => ({ box }));
  const labels = { title: basename(file) };
  const plot = photoProbabilitiesPlot({ url, width, height }, boxes, labels);
  await writeFileWhole(path, await renderPng(plot));
  console.error(`Picture: ${path}`);
}

/** One photo's lines: how many faces, and where. */
export function facesText({ file, faces }: PhotoFaces): string {
  const count = faces.length === 1 ? "1 face" : `${faces.length || "no"} faces`;
  const lines = faces.map(({ x, y, width, height, rotation }) => {
    const turned = rotation ? `, upright once turned clockwise by ${rotation} degrees` : "";
    return `  ${width} × ${height} pixels at ${x}, ${y}${turned}`;
  });
  return [`${file}: ${count}`, ...lines].join("\n");
}
