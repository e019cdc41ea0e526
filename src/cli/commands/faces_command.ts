/** The command `faces PHOTO…`: where faces are in photos. */
import { basename, join } from "node:path";
import type { Command } from "commander";
import { makeFolder, writeFileWhole } from "../../base/files.ts";
import { photoDataUrl, readImage } from "../../data/images/read_image.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import type { DetectOptions } from "../../facecnn/detect_faces.ts";
import {
  type DetectorName,
  type FoundFace,
  openFaceFinder,
  readPhoto,
} from "../../facecnn/predict_photo.ts";
import { photoProbabilitiesPlot } from "../../plot/photo_probabilities_plot.ts";
import { renderPng } from "../../plot/render.ts";
import { globalOptions } from "../create_program.ts";
import {
  addDetectionOptions,
  detectionOf,
  eachFile,
  outputNames,
  requireNoFailure,
} from "../input_files.ts";

/** Values of the options, as commander gives them. */
interface FacesOptions extends DetectOptions {
  detector: DetectorName;
  json?: true;
  out?: string;
}

/** A photo's faces. */
interface PhotoFaces {
  file: string;
  width: number;
  height: number;
  faces: FoundFace[];
}

/** Adds `faces` to the program. */
export function addFacesCommand(program: Command): void {
  const command = program
    .command("faces")
    .description("Find the faces in photos")
    .argument("<photos...>", "JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP or HEIC files")
    .option("--json", "print JSON instead of a list")
    .option("--out <folder>", "draw each photo with its boxes into this folder, as PNG");
  addDetectionOptions(command)
    .addHelpText("after", "\nExample:\n  duygu faces holiday.jpg --out found")
    .action(async (photos: string[], options: FacesOptions, command: Command) => {
      const names = outputNames(photos);
      if (options.out !== undefined) await makeFolder(options.out);
      if (options.detector === "blazeface") {
        await selectEngine({ engine: globalOptions(command).engine });
      }
      const finder = await openFaceFinder(options.detector, detectionOf(options));
      const outcomes = await eachFile(photos, async (photo, index) => {
        const { name, bytes } = await readPhoto(photo);
        const image = await readImage(bytes, name);
        const { width, height } = image;
        const faces = await finder.find(image);
        const found = { file: photo, width, height, faces };
        if (!options.json) console.log(facesText(found));
        if (options.out !== undefined) {
          await draw(found, bytes, join(options.out, `${names[index]}.png`));
        }
        return found;
      });
      finder.dispose();
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
  const lines = faces.map(({ x, y, width, height, rotation, tiltDegrees }) => {
    const turned = rotation ? `, upright once turned clockwise by ${rotation} degrees` : "";
    const tilted = tiltDegrees === undefined
      ? ""
      : `, eyes tilted clockwise by ${Math.round(tiltDegrees)} degrees`;
    return `  ${width} × ${height} pixels at ${x}, ${y}${turned}${tilted}`;
  });
  return [`${file}: ${count}`, ...lines].join("\n");
}
