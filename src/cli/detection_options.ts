/** The options of commands that look for faces. */
import type { Command } from "commander";
import type { DetectOptions } from "../facecnn/detect_faces.ts";
import { numberOption } from "./number_option.ts";

/** Adds them to `command`; their values are called as in {@link DetectOptions}. */
export function addDetectionOptions(command: Command): Command {
  return command
    .option(
      "--longest-side <pixels>",
      "photos are searched on a copy of so many; more finds smaller faces, and takes longer",
      numberOption("--longest-side"),
    )
    .option("--rotations", "look for faces on their side, upside down and tilted too");
}

/** The detector's part of a command's options. */
export function detectionOf({ longestSide, rotations }: DetectOptions): DetectOptions {
  return { longestSide, rotations };
}
