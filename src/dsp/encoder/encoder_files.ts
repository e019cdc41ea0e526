/** Encoders' files: their descriptions, and those that this machine knows. */
import { dirname, join } from "node:path";
import { z } from "zod";
import {
  cacheFolder,
  pathExists,
  readRegularFile,
  sha256,
  writeFileWhole,
} from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { UserError } from "../../base/user_error.ts";
import { type EncoderConfig, encoderFields } from "./encoder_config.ts";
import { type OnnxGraph, readOnnxGraph } from "./onnx_graph.ts";

/** Where a layer's number stands in a pattern. */
const NUMBER = "{layer}";

/** Checks {@link EncoderDescription}. */
export const encoderDescriptionSchema = z.object({
  ...encoderFields,
  /** The ONNX file beside the description; as the description is called by default. */
  file: z.string().min(1).optional(),
  /**
   * Tensors of the graph, [1, steps, width] or [1, width], the first layer first; or a part of the
   * names of its operations with {layer} for the layer's number from 0 on, such as
   * "/layers.{layer}/": a layer's output is that of its last operation.
   */
  layers: z.union([
    z.array(z.string().min(1)).min(1).max(64),
    z.object({ pattern: z.string().refine((text) => text.includes(NUMBER), `Expected ${NUMBER}`) })
      .strict(),
  ]),
}).strict();

/** @internal */
type EncoderDescriptionShape = z.infer<typeof encoderDescriptionSchema>;
/** What somebody says of an ONNX file that is an encoder. */
export type EncoderDescription = EncoderDescriptionShape;

/** An encoder's file, read and described. */
export interface EncoderFile {
  description: EncoderDescription;
  /** Its layers by the names of their tensors, the first one first. */
  layers: string[];
  path: string;
  bytes: Uint8Array;
  sha256: string;
}

/**
 * Reads an encoder from its ONNX file, beside which NAME.json describes it, or from that
 * description. Throws UserError where one is missing or malformed, and where the graph has no such
 * tensors.
 */
export async function readEncoderFile(path: string): Promise<EncoderFile> {
  const isDescription = /\.json$/i.test(path);
  const descriptionPath = isDescription ? path : path.replace(/\.onnx$/i, "") + ".json";
  if (!pathExists(descriptionPath)) {
    throw new UserError(
      `Expected ${descriptionPath} to describe the encoder, but it is missing; ` +
        "`duygu features encoder FILE --like NAME` writes it for encoders that are known",
    );
  }
  const description = await readJson(descriptionPath, encoderDescriptionSchema);
  const onnx = isDescription
    ? description.file === undefined
      ? path.replace(/\.json$/i, ".onnx")
      : join(dirname(path), description.file)
    : path;
  const bytes = await readRegularFile(onnx);
  const graph = readOnnxGraph(bytes, onnx);
  refuseOtherInputs(graph, description, onnx);
  return {
    description,
    layers: layersOf(graph, description, onnx),
    path: onnx,
    bytes,
    sha256: sha256(bytes),
  };
}

function refuseOtherInputs({ inputs }: OnnxGraph, { input }: EncoderDescription, path: string) {
  const given = [input.tensor, ...input.kind === "waveform" && input.mask ? [input.mask] : []];
  const isSame = given.length === inputs.length && given.every((name) => inputs.includes(name));
  if (isSame) return;
  throw new UserError(
    `Expected ${path} to have the inputs ${
      given.join(", ")
    }, as its description says, but it has ` +
      inputs.join(", "),
  );
}

function layersOf(
  { nodes, outputs }: OnnxGraph,
  { layers }: EncoderDescription,
  path: string,
): string[] {
  if (Array.isArray(layers)) {
    const known = new Set([...nodes.flatMap((node) => node.outputs), ...outputs]);
    const missing = layers.find((name) => !known.has(name));
    if (missing === undefined) return layers;
    throw new UserError(
      `Expected ${path} to have the tensor ${missing}, but it ends in ${outputs.join(", ")}`,
    );
  }
  const found: string[] = [];
  for (;;) {
    const part = layers.pattern.replaceAll(NUMBER, String(found.length));
    const last = nodes.findLast(({ name, outputs }) =>
      name.includes(part) || outputs[0]?.includes(part)
    );
    if (last === undefined) break;
    found.push(last.outputs[0]);
  }
  if (found.length) return found;
  throw new UserError(
    `Expected ${path} to have operations named ${layers.pattern}, but it has none; some are named ` +
      nodes.filter(({ name }) => name).slice(0, 3).map(({ name }) => name).join(", "),
  );
}

/** Where this machine keeps encoders that were named once. */
function keptAt(hash: string): string {
  return join(cacheFolder("encoders"), `${hash}.onnx`);
}

/** Has this machine know the encoder, so that runs find it by its hash. */
export async function keepEncoder({ sha256, bytes }: EncoderFile): Promise<void> {
  const path = keptAt(sha256);
  if (!pathExists(path)) await writeFileWhole(path, bytes);
}

/** A loaded encoder takes about so many times its file's bytes. */
const MEMORY_FACTOR = 4;

/** How many threads may have the encoder loaded, each for itself, in half of the memory. */
export function encodersAtOnce({ sha256 }: Pick<EncoderConfig, "sha256">): number {
  const path = keptAt(sha256);
  if (!pathExists(path)) return 1;
  const { total } = Deno.systemMemoryInfo();
  return Math.max(1, Math.floor(total / 2 / (MEMORY_FACTOR * Deno.statSync(path).size)));
}

/** The bytes of a known encoder's file. Throws UserError where it is unknown or changed. */
export async function readEncoder(
  { name, sha256: hash }: Pick<EncoderConfig, "name" | "sha256">,
): Promise<Uint8Array> {
  const path = keptAt(hash);
  if (!pathExists(path)) {
    throw new UserError(
      `Expected the encoder ${name} (SHA-256 ${hash.slice(0, 12)}…) on this machine, but it is ` +
        "not: `duygu features encoder FILE` makes it known, with the file that the run was made with",
    );
  }
  const bytes = await Deno.readFile(path);
  if (sha256(bytes) === hash) return bytes;
  throw new UserError(
    `Expected ${path} to have the SHA-256 in its name, but it has another; remove it, then run ` +
      "`duygu features encoder FILE`",
  );
}
