/** The command `features egemaps CLIP…`: the 88 values of each recording, as a CSV table. */
import type { Command } from "commander";
import { csvLine } from "../../../base/csv.ts";
import { writeFileWhole } from "../../../base/files.ts";
import { checkShape } from "../../../base/json.ts";
import { readAudio } from "../../../data/audio/read_audio.ts";
import { egemapsTable } from "../../../dsp/egemaps/feature_table.ts";
import { defaultFeatures, featureConfigSchema } from "../../../dsp/feature_config.ts";
import { createFeatureExtractor } from "../../../dsp/feature_extractor.ts";

interface EgemapsFlags {
  csv?: string;
  sampleRate: string;
}

/** Adds `egemaps` to `features`. */
export function addEgemapsCommand(features: Command): void {
  features
    .command("egemaps")
    .description("Write the 88 functionals of eGeMAPSv02 of recordings as a CSV table")
    .argument("<clips...>", "recordings (WAV, FLAC, MP3, …; see docs/data.md)")
    .option("--csv <file>", "write into this file instead of the terminal")
    .addHelpText(
      "after",
      "\nColumns are named as openSMILE names them; what they are, and how near openSMILE's values, is\n" +
        "in docs/egemaps.md. Recordings are resampled first, as `train --features egemaps` does;\n" +
        "--sample-rate 44100 keeps that rate.\n\n" +
        "Examples:\n  duygu features egemaps kz_acik.wav hl_acik.wav --csv egemaps.csv\n" +
        "  duygu train turev --protocol speaker --features egemaps",
    )
    .action(async (clips: string[], _options: object, command: Command) => {
      const { csv, sampleRate } = command.optsWithGlobals<EgemapsFlags>();
      const table = await egemapsCsv(clips, Number(sampleRate));
      if (csv === undefined) return console.log(table.trimEnd());
      await writeFileWhole(csv, table);
      console.error(`Table: ${csv}`);
    });
}

/** One line a clip under a header, its file first. Throws UserError for a file it cannot read. */
async function egemapsCsv(clips: readonly string[], sampleRateHz: number): Promise<string> {
  const config = checkShape(
    { ...defaultFeatures, frames: 1, functionals: "egemaps", sampleRateHz },
    featureConfigSchema,
    "The options for features egemaps:",
  );
  const extractor = createFeatureExtractor(config);
  const lines = [csvLine(["file", ...egemapsTable.map(({ name }) => name)])];
  for (const path of clips) {
    lines.push(csvLine([path, ...extractor.extract(await readAudio(path))]));
  }
  return lines.join("\n") + "\n";
}
