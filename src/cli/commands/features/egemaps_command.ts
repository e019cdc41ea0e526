/** The command `features egemaps CLIP…`: the 88 values of each recording, as a CSV table. */
import type { Command } from "commander";
import { csvLine } from "../../../base/csv.ts";
import { writeFileWhole } from "../../../base/files.ts";
import { checkShape } from "../../../base/json.ts";
import { readAudio } from "../../../data/audio/read_audio.ts";
import { egemapsTable } from "../../../dsp/egemaps/feature_table.ts";
import { defaultFeatures, featureConfigSchema } from "../../../dsp/feature_config.ts";
import { createFeatureExtractor } from "../../../dsp/feature_extractor.ts";
import { eachFile, type FileFailure, requireNoFailure } from "../../input_files.ts";

interface EgemapsFlags {
  csv?: string;
  json?: true;
  sampleRate: number;
}

/** Adds `egemaps` to `features`. */
export function addEgemapsCommand(features: Command): void {
  features
    .command("egemaps")
    .description("Write the 88 functionals of eGeMAPSv02 of recordings as a CSV table")
    .argument("<clips...>", "recordings (WAV, FLAC, MP3, …; see docs/data.md)")
    .option("--csv <file>", "write into this file instead of the terminal")
    .option("--json", "print the values by name as JSON instead of a table")
    .addHelpText(
      "after",
      "\nColumns are named as openSMILE names them; what they are, and how near openSMILE's values, is\n" +
        "in docs/egemaps.md. Recordings are resampled first, as `train --features egemaps` does;\n" +
        "--sample-rate 44100 keeps that rate. A file that cannot be read is reported and has no row.\n\n" +
        "Examples:\n  duygu features egemaps kz_acik.wav hl_acik.wav --csv egemaps.csv\n" +
        "  duygu train turev --protocol speaker --features egemaps",
    )
    .action(async (clips: string[], _options: object, command: Command) => {
      const { csv, json, sampleRate } = command.optsWithGlobals<EgemapsFlags>();
      const outcomes = await egemapsOf(clips, sampleRate);
      const rows = outcomes.filter((one) => "values" in one);
      if (json) console.log(JSON.stringify(outcomes.map(namedValues), null, 2));
      // A table without rows would only take an earlier one's place.
      if (rows.length) {
        const table = egemapsCsv(rows);
        if (csv !== undefined) {
          await writeFileWhole(csv, table);
          console.error(`Table: ${csv}`);
        } else if (!json) console.log(table.trimEnd());
      }
      requireNoFailure(outcomes, "read");
    });
}

/** A recording's 88 values, in the order of the table. */
interface EgemapsRow {
  file: string;
  values: Float32Array;
}

/** In the order of `clips`, a file that cannot be read as a failure. */
async function egemapsOf(
  clips: readonly string[],
  sampleRateHz: number,
): Promise<(EgemapsRow | FileFailure)[]> {
  const config = checkShape(
    { ...defaultFeatures, frames: 1, functionals: "egemaps", sampleRateHz },
    featureConfigSchema,
    "The options for features egemaps:",
  );
  const extractor = createFeatureExtractor(config);
  return await eachFile(clips, async (file) => {
    return { file, values: extractor.extract(await readAudio(file)) };
  });
}

/** One line a clip under a header, its file first. */
function egemapsCsv(rows: readonly EgemapsRow[]): string {
  const header = csvLine(["file", ...egemapsTable.map(({ name }) => name)]);
  return [header, ...rows.map(({ file, values }) => csvLine([file, ...values]))].join("\n") + "\n";
}

function namedValues(outcome: EgemapsRow | FileFailure): object {
  if ("error" in outcome) return outcome;
  const { file, values } = outcome;
  return { file, ...Object.fromEntries(egemapsTable.map(({ name }, at) => [name, values[at]])) };
}
