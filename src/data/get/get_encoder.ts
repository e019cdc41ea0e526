/** From an encoder's name to its ONNX file. */
import { join } from "node:path";
import { InterruptedError } from "../../base/interrupt_signal.ts";
import { pathExists } from "../../base/files.ts";
import { didYouMean } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";
import { fetchSourceConfined, type SourceRequest } from "./fetch_source.ts";
import { encodersByHand, type EncoderSource, encoderSources } from "./sources.ts";

/** How an encoder is got. */
export interface GetEncoderOptions {
  /** Its file goes into the folder encoders here. */
  dataRoot: string;
  /** Asked once, with licence, source and size; false ends it. */
  accept: (terms: string) => boolean | Promise<boolean>;
  quiet?: boolean;
  /** {@link encoderSources} by default. */
  sources?: Readonly<Record<string, EncoderSource>>;
  /** Brings the file; {@link fetchSourceConfined} by default. */
  fetchFile?: (request: SourceRequest, options: { quiet?: boolean }) => Promise<void>;
}

/**
 * Brings the encoder `name` from its publisher to `dataRoot`/encoders/NAME.onnx. One that is there
 * already is left alone. Throws UserError for an unknown name, for one that nobody publishes in
 * this format (with the way to make it), and Error where the network is at fault.
 */
export async function getEncoder(
  name: string,
  options: GetEncoderOptions,
): Promise<{ path: string; isNew: boolean }> {
  const { dataRoot, sources = encoderSources, fetchFile = fetchSourceConfined, quiet } = options;
  if (Object.hasOwn(encodersByHand, name)) {
    throw new UserError(
      `Nobody publishes ${name} as an ONNX file. By hand: ${encodersByHand[name]}`,
    );
  }
  if (!Object.hasOwn(sources, name)) {
    const known = Object.keys(sources);
    throw new UserError(
      `Expected one of ${known.join(", ")} to get, but found ${name}${didYouMean(name, known)}`,
    );
  }
  const source = sources[name];
  const path = join(dataRoot, "encoders", `${name}.onnx`);
  if (pathExists(path)) return { path, isNew: false };
  const terms = [
    `${name}, a pretrained encoder`,
    `  source   ${source.from}`,
    `  licence  ${source.licence}; the terms are on ${source.page}`,
    `  size     about ${source.aboutMegabytes} MB to download`,
  ].join("\n");
  if (!await options.accept(terms)) {
    throw new UserError("Nothing was downloaded: the licence was not accepted");
  }
  try {
    await fetchFile({ source, path }, { quiet });
  } catch (error) {
    if (error instanceof InterruptedError || !(error instanceof Error)) throw error;
    const text = `${error.message}. By hand: download the file in a browser from ${source.page}, ` +
      `then run \`duygu features encoder FILE --like ${name}\``;
    throw error instanceof UserError ? new UserError(text) : new Error(text, { cause: error });
  }
  return { path, isNew: true };
}
