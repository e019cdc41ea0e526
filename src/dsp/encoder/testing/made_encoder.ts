/** Small encoders with random weights, as Transformers builds and PyTorch exports them. */
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import fixture from "../encoder_fixture.json" with { type: "json" };
import { readyEncoders } from "../ready_encoders.ts";

/** One of the fixture's. */
export type MadeEncoder = keyof typeof fixture.encoders;

/** The ONNX file. */
export function onnxOf(name: MadeEncoder): Uint8Array<ArrayBuffer> {
  return new Uint8Array(inflateSync(Uint8Array.fromBase64(fixture.encoders[name].onnx)));
}

const whisper = readyEncoders["whisper-tiny.en"];

/** Their descriptions; the fixture's Whisper takes a second, in 16 bands. */
export const descriptions = {
  wav2vec2: readyEncoders["wav2vec2-base"],
  hubert: readyEncoders["hubert-base"],
  wavlm: readyEncoders["wavlm-base"],
  whisper: { ...whisper, input: { ...whisper.input, melBins: 16, frames: 100 } },
};

/** Writes ONNX file and description into `folder`; returns the ONNX file's path. */
export async function writeEncoder(
  folder: string,
  name: MadeEncoder,
  changes: object = {},
): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  await Deno.writeFile(path, onnxOf(name));
  const description = { ...descriptions[name], name, ...changes };
  await Deno.writeTextFile(join(folder, `${name}.json`), JSON.stringify(description));
  return path;
}
