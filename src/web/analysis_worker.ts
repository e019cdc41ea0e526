/**
 * A worker that holds the networks, so that the server answers others while they compute, and so
 * that an analysis can be ended. It parses untrusted media, and so may neither write, nor start
 * programs, nor use the network; see worker_analyser.ts. In by message: what to open, then photos
 * and recordings, one at a time. Out: what the networks say of each, or why not.
 */
import sharp from "sharp";
import { UserError } from "../base/user_error.ts";
import { probeAudio } from "../data/audio/probe_audio.ts";
import { decodeAudio } from "../data/audio/read_audio.ts";
import { probeImage } from "../data/images/read_image.ts";
import { voiceSegments } from "../dsp/voice_activity.ts";
import { type EngineName, selectEngine } from "../engine/select_engine.ts";
import { openPhotoPredictor, type PhotoPredictor } from "../facecnn/predict_photo.ts";
import { emotionShares } from "../music/emotion.ts";
import { judgedOrNull } from "../train/input_check.ts";
import { openPretrainedFace } from "../train/pretrained_face.ts";
import { openFacePredictor, openSoundPredictor, type SoundPredictor } from "../train/predict.ts";
import { type RunFigure, runFigures } from "../train/run_figures.ts";
import { readRun } from "../train/runs.ts";
import type { PhotoAnalysis, SpeechAnalysis, UploadKind } from "./analysis.ts";
import type { Limits } from "./request_limits.ts";

/** What to open: folders of runs. */
export interface OpenRequest {
  folders: Partial<Record<UploadKind, string>>;
  /** Whether the ready-made network for faces answers where no run does. */
  readyMadeFace: boolean;
  engine: EngineName;
  limits: MediaLimits;
}

/** What is bounded before anything is unpacked. */
export type MediaLimits = Pick<
  Limits,
  "photoPixels" | "photoSidePixels" | "speechSeconds" | "speechValues"
>;

/** What the server requests. */
export type AnalysisRequest =
  | { open: OpenRequest }
  | { photo: Uint8Array<ArrayBuffer> }
  | { speech: Uint8Array<ArrayBuffer> };

/** What the worker answers. */
export type AnalysisReply =
  | { result: PhotoAnalysis | SpeechAnalysis | null }
  | { error: string; userError: boolean };

const CHANNELS_AT_MOST = 8;

// The types known here are a window's, not a worker's.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<AnalysisRequest>) => void;
  postMessage(reply: AnalysisReply): void;
};

let limits: OpenRequest["limits"];
let photos: PhotoPredictor | undefined;
/** The folder of the run that answers photos, or "" for the ready-made network. */
let photosBy: string | undefined;
let sounds: SoundPredictor | undefined;
let speechFigures: RunFigure[] = [];

scope.onmessage = async ({ data: request }) => {
  try {
    scope.postMessage({ result: await answer(request) });
  } catch (error) {
    const { message, stack } = error as Error;
    const userError = error instanceof UserError;
    scope.postMessage({ error: userError ? message : stack ?? message, userError });
  }
};

async function answer(request: AnalysisRequest): Promise<PhotoAnalysis | SpeechAnalysis | null> {
  if ("open" in request) {
    await open(request.open);
    return null;
  }
  return "photo" in request
    ? await analysePhoto(request.photo)
    : await analyseSpeech(request.speech);
}

/** Opens networks that are not open yet, and asks each once: the first time compiles. */
async function open(
  { folders, engine, limits: given, readyMadeFace }: OpenRequest,
): Promise<void> {
  limits = given;
  await selectEngine({ engine });
  const wanted = folders.photo ?? (readyMadeFace ? "" : undefined);
  if (wanted !== undefined && wanted !== photosBy) {
    const network = wanted
      ? await openFacePredictor(await readRun(wanted))
      : await openPretrainedFace();
    await network.predict(new Uint8Array(network.size * network.size));
    photos = await openPhotoPredictor(network);
    photosBy = wanted;
    const grey = { width: 640, height: 480, channels: 3, background: "#808080" } as const;
    await analysePhoto(new Uint8Array(await sharp({ create: grey }).png().toBuffer()));
  }
  if (folders.speech !== undefined && !sounds) {
    const run = await readRun(folders.speech);
    speechFigures = await runFigures(run);
    sounds = await openSoundPredictor(run);
    const samples = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n));
    await sounds.predict({ samples, sampleRateHz: 16_000, channels: 1, durationS: 1 });
  }
}

async function analysePhoto(bytes: Uint8Array): Promise<PhotoAnalysis> {
  const name = "the photo";
  const { widthPx, heightPx } = probeImage(bytes, name);
  if (widthPx * heightPx > limits.photoPixels) {
    throw new UserError(
      `Expected ${name} to have at most ${limits.photoPixels / 1e6} megapixels, but it is ` +
        `${widthPx} × ${heightPx}`,
    );
  }
  if (Math.max(widthPx, heightPx) > limits.photoSidePixels) {
    throw new UserError(
      `Expected the sides of ${name} to have at most ${limits.photoSidePixels} pixels, but it is ` +
        `${widthPx} × ${heightPx}`,
    );
  }
  const { width, height, faces } = await photos!.predict({ name, bytes });
  return {
    width,
    height,
    faces: faces.map(({ box, predicted, unsure, probabilities }) => {
      return { box, predicted, unsure, probabilities, shares: emotionShares(probabilities) };
    }),
  };
}

async function analyseSpeech(bytes: Uint8Array): Promise<SpeechAnalysis> {
  const name = "the recording";
  // A FLAC of silence unpacks to thousands of times its size; its header tells, and the decoder
  // unpacks no more than that.
  const { durationS, channels, sampleRateHz } = probeAudio(bytes, name);
  if (!(durationS > 0 && durationS <= limits.speechSeconds)) {
    throw new UserError(
      `Expected ${name} to say that it lasts at most ${limits.speechSeconds} s, but found ` +
        `${durationS} s`,
    );
  }
  if (channels > CHANNELS_AT_MOST) {
    throw new UserError(
      `Expected ${name} to have at most ${CHANNELS_AT_MOST} channels, but found ${channels}`,
    );
  }
  const values = Math.ceil(durationS * sampleRateHz * channels);
  if (values > limits.speechValues) {
    throw new UserError(
      `Expected ${name} to hold at most ${limits.speechValues / 1e6} million values, but ` +
        `${channels} channels of ${durationS} s at ${sampleRateHz} Hz are ${values}`,
    );
  }
  const audio = await decodeAudio(bytes, name);
  const prediction = await sounds!.predict(audio);
  const { clips: _, ...told } = judgedOrNull(prediction);
  const spokenS = voiceSegments(audio, limits.speechSeconds)
    .reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  const figure = speechFigures.find(({ knowledge }) => knowledge === prediction.knowledge) ?? null;
  return { ...told, spokenS, shares: emotionShares(told.probabilities ?? {}), figure };
}
