/** Runs a pretrained encoder on clips, by ONNX Runtime's library for processors. */
import { createRandom } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import { QUIETEST_DB } from "../contour_statistics.ts";
import { frameLevels } from "../frames.ts";
import { type EncoderConfig, encoderValues } from "./encoder_config.ts";
import { keepEncoder, readEncoder, readEncoderFile } from "./encoder_files.ts";
import { createEncoderInput } from "./encoder_input.ts";
import { withOutputs } from "./onnx_graph.ts";
import { OnnxTensor, openOnnxSession } from "./onnx_runtime.ts";

/** An encoder that is loaded. */
export interface Encoder {
  /**
   * What is taken of a clip at the encoder's sampling rate: of each layer the mean over the steps
   * in which somebody speaks, then, where requested, the deviation. [encoderValues].
   */
  embed(samples: Float32Array): Float32Array;
  /** Frees the encoder. */
  dispose(): void;
}

/** What describes the session, of which layers and width may not be known yet. */
type SessionConfig = Pick<EncoderConfig, "name" | "sampleRateHz" | "input">;

/**
 * Loads the encoder of `config`, which this machine must know (see addEncoder). One thread computes,
 * so that values do not depend on the machine's cores. Throws UserError where it is unknown, changed
 * or cannot be run.
 *
 * @example
 * ```ts
 * const encoder = await openEncoder(config.encoder);
 * const values = await encoder.embed(samples);
 * ```
 */
export async function openEncoder(config: EncoderConfig): Promise<Encoder> {
  const { layers, width, pooling, hopSamples, name } = config;
  const tensors = layers.map(({ tensor }) => tensor);
  const session = await openSession(await readEncoder(config), tensors, config);
  const size = pooling === "mean" ? width : 2 * width;
  return {
    embed: (samples) => {
      const found = session.run(samples);
      const out = new Float32Array(encoderValues(config));
      found.forEach(({ values, width: own }, layer) => {
        if (own !== width) {
          throw new UserError(
            `Expected the layer ${tensors[layer]} of ${name} to be ${width} wide, but found ${own}`,
          );
        }
        const steps = activeSteps(samples, values.length / width, hopSamples);
        pool(values, steps, out.subarray(layer * size, (layer + 1) * size), width);
      });
      return out;
    },
    dispose: session.dispose,
  };
}

/** A layer's output for one clip. */
interface LayerOutput {
  /** [steps, width]. */
  values: Float32Array;
  width: number;
}

/** A graph that is loaded, with some of its tensors put out. */
interface Session {
  run(samples: Float32Array): LayerOutput[];
  dispose(): void;
}

/** Loads the graph in `bytes`. Throws UserError where ONNX Runtime refuses it, or a clip. */
export async function openSession(
  bytes: Uint8Array,
  layers: readonly string[],
  { name, sampleRateHz, input }: SessionConfig,
): Promise<Session> {
  const refuse = (error: unknown) =>
    error instanceof UserError
      ? error
      : new UserError(`Expected the encoder ${name} to run, but it does not: ${reasonOf(error)}`);
  const session = await openOnnxSession(withOutputs(bytes, layers)).catch((error) => {
    throw refuse(error);
  });
  const feed = createEncoderInput(input, sampleRateHz);
  return {
    run: (samples) => {
      const { values, shape } = feed(samples);
      const feeds: Record<string, OnnxTensor> = {
        [input.tensor]: new OnnxTensor("float32", values, shape),
      };
      if (input.kind === "waveform" && input.mask !== undefined) {
        const ones = new BigInt64Array(values.length).fill(1n);
        feeds[input.mask] = new OnnxTensor("int64", ones, shape);
      }
      let outputs: Record<string, OnnxTensor>;
      try {
        outputs = session.run(feeds, layers);
      } catch (error) {
        throw refuse(error);
      }
      return layers.map((layer) => {
        const { data, dims } = outputs[layer];
        if (data instanceof Float32Array && dims.length >= 1) {
          return { values: data, width: dims[dims.length - 1] };
        }
        throw new UserError(
          `Expected the layer ${layer} of ${name} to be of 32-bit floats, but found ` +
            `${outputs[layer].type} [${dims}]`,
        );
      });
    },
    dispose: session.dispose,
  };
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0];
}

/** The steps of a clip, without padding behind it, in which the level is near the loudest. */
function activeSteps(samples: Float32Array, found: number, hopSamples: number): number[] {
  const steps = Math.min(found, Math.max(1, Math.floor(samples.length / hopSamples)));
  const levels = frameLevels(samples, steps, {
    ...{ frameSamples: hopSamples, hopSamples, firstCentre: Math.floor(hopSamples / 2) },
  });
  const least = levels.reduce((most, level) => Math.max(most, level), 0) *
    10 ** (-QUIETEST_DB / 20);
  return [...levels.keys()].filter((step) => levels[step] >= least);
}

/** Means of the columns over `steps`, and deviations where `out` has a place for them. */
function pool(values: Float32Array, steps: number[], out: Float32Array, width: number): void {
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (const step of steps) sum += values[step * width + column];
    const mean = sum / steps.length;
    out[column] = mean;
    if (out.length === width) continue;
    let squares = 0;
    for (const step of steps) squares += (values[step * width + column] - mean) ** 2;
    out[width + column] = Math.sqrt(squares / steps.length);
  }
}

/** How an encoder is taken. */
export interface EncoderChoice {
  /**
   * Numbers of layers, from 1 on; "auto" takes all, of which each training chooses; all by default.
   */
  layers?: readonly number[] | "auto";
  /** "mean" by default. */
  pooling?: EncoderConfig["pooling"];
}

/**
 * The configuration of the encoder in the file at `path` (see readEncoderFile), which this machine
 * knows from then on. It is tried on a second of noise, which shows how wide its layers are.
 * Throws UserError where file, description or choice is at fault, or the graph cannot be run.
 *
 * @example
 * ```ts
 * const encoder = await addEncoder("whisper-tiny.en.onnx", { layers: [2] });
 * ```
 */
export async function addEncoder(
  path: string,
  { layers, pooling = "mean" }: EncoderChoice = {},
): Promise<EncoderConfig> {
  const file = await readEncoderFile(path);
  const { description: { name, sampleRateHz, hopSamples, input } } = file;
  const all = file.layers.map((_, at) => at + 1);
  const numbers = layers === undefined || layers === "auto" ? all : layers;
  const isChosen = layers === "auto" && all.length > 1;
  const wrong = numbers.find((number) => file.layers[number - 1] === undefined);
  if (wrong !== undefined || !numbers.length) {
    throw new UserError(
      `Expected layers of ${name} from 1 to ${file.layers.length}, but found ${wrong ?? "none"}`,
    );
  }
  const chosen = numbers.map((number) => ({ number, tensor: file.layers[number - 1] }));
  const session = await openSession(file.bytes, chosen.map(({ tensor }) => tensor), {
    ...{ name, sampleRateHz, input },
  });
  try {
    const random = createRandom(1, "noise for an encoder");
    const noise = Float32Array.from({ length: sampleRateHz }, () => 0.1 * (random.uniform() - 0.5));
    const found = session.run(noise);
    const [{ width }] = found;
    const other = found.findIndex((one) => one.width !== width);
    if (other >= 0) {
      throw new UserError(
        `Expected the layers of ${name} to be equally wide, but ${chosen[0].tensor} has ${width} ` +
          `numbers and ${chosen[other].tensor} ${found[other].width}`,
      );
    }
    await keepEncoder(file);
    return {
      ...{ name, sampleRateHz, hopSamples, input },
      ...{ sha256: file.sha256, layers: chosen, width, pooling },
      ...(isChosen ? { choice: "innerSpeakers" as const } : {}),
    };
  } finally {
    session.dispose();
  }
}
