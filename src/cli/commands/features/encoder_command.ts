/** The command `features encoder FILE`: a pretrained encoder that runs may take features of. */
import { basename, dirname, join } from "node:path";
import { type Command, Option } from "commander";
import { pathExists, writeFileWhole } from "../../../base/files.ts";
import { textTable } from "../../../base/text.ts";
import { UserError } from "../../../base/user_error.ts";
import { addEncoder } from "../../../dsp/encoder/open_encoder.ts";
import { readyEncoders } from "../../../dsp/encoder/ready_encoders.ts";

interface EncoderFlags {
  like?: string;
  json?: true;
}

/** Adds `encoder` to `features`. */
export function addEncoderCommand(features: Command): void {
  features
    .command("encoder")
    .description("Check a pretrained audio encoder and have this machine know it")
    .argument("<file>", "ONNX file, beside which FILE's name with .json describes it; or that JSON")
    .addOption(
      new Option("--like <name>", "write the description first: that of a known encoder")
        .choices(Object.keys(readyEncoders)),
    )
    .option("--json", "print JSON instead of a table")
    .addHelpText(
      "after",
      "\nRuns name their encoder by its SHA-256; `train --features encoder:FILE` makes it known, too.\n" +
        "What a description says is in docs/encoders.md.\n\n" +
        "Examples:\n  duygu features encoder encoder_model.onnx --like whisper-tiny.en\n" +
        "  duygu train turev --protocol speaker --features encoder:encoder_model.onnx",
    )
    .action(async (file: string, _options: object, command: Command) => {
      // The clip's own options have the same names.
      const { like, json } = command.optsWithGlobals<EncoderFlags>();
      if (like !== undefined) await describeEncoder(file, like);
      const config = await addEncoder(file);
      if (json) return console.log(JSON.stringify(config, null, 2));
      const { name, sampleRateHz, input, layers, width, hopSamples, sha256 } = config;
      const stepMs = (1000 * hopSamples) / sampleRateHz;
      console.log(textTable(["what", "value"], [
        ["encoder", name],
        ["SHA-256", sha256],
        [
          "input",
          `${input.kind === "waveform" ? "waveform" : `${input.melBins} mel bands`} at ` +
          `${sampleRateHz} Hz`,
        ],
        ["layers", `${layers.length}, of ${width} numbers every ${stepMs} ms`],
        ...layers.map(({ number, tensor }) => [`layer ${number}`, tensor]),
      ]));
    });
}

/**
 * Writes the description of the known encoder `like` beside the ONNX file `file`. Throws UserError
 * where there is no such file, and where another description is there.
 */
export async function describeEncoder(file: string, like: string): Promise<void> {
  const name = basename(file).replace(/\.onnx$/i, "");
  const path = join(dirname(file), `${name}.json`);
  const text = JSON.stringify(
    { ...readyEncoders[like as keyof typeof readyEncoders], file: basename(file) },
    null,
    2,
  ) + "\n";
  if (!/\.onnx$/i.test(file)) throw new UserError(`Expected an ONNX file, but found ${file}`);
  if (!pathExists(file)) throw new UserError(`Expected an ONNX file at ${file}, but it is missing`);
  if (pathExists(path) && await Deno.readTextFile(path) !== text) {
    throw new UserError(
      `Expected no ${path}, which describes the encoder already; remove it, or leave out --like`,
    );
  }
  await writeFileWhole(path, text);
}
