/** What the web server asks of the networks, and what they answer. */
import type { Knowledge } from "../metrics/knowledge.ts";
import type { EmotionShares } from "../music/emotion.ts";
import type { InputWarning } from "../train/input_check.ts";
import type { RunFigure } from "../train/run_figures.ts";

/** What a network is shown. */
export const media = ["photo", "speech"] as const;
export type Medium = typeof media[number];

/** A rectangle in pixels of the upright photo. */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a network thinks of a face or a voice. */
interface Judgement {
  /** The most probable of the network's classes. */
  predicted: string;
  /** True where the network should not be believed: too little confidence, or nothing to be heard. */
  unsure: boolean;
  /** Of each class, in the order of the network's outputs. */
  probabilities: Record<string, number>;
  /** The same for the emotions that music is chosen for. */
  shares: EmotionShares;
}

/** One face of a photo. */
interface FaceJudgement extends Judgement {
  box: Box;
}

/** A photo's faces, the largest first; none is an answer too. */
export interface PhotoAnalysis {
  width: number;
  height: number;
  faces: FaceJudgement[];
}

/** A recording's emotion. */
export interface SpeechAnalysis extends Judgement {
  /** What was known of the speaker: nothing, for recordings are analysed one by one. */
  knowledge: Knowledge;
  /** Why the recording may be unlike what the network was trained on. */
  warnings: InputWarning[];
  /** How often the network is right with so much knowledge; null where that was not measured. */
  figure: RunFigure | null;
  durationS: number;
  /** So many seconds of it were used: networks see a fixed number of frames. */
  usedS: number;
}

/** A network that can be asked. */
interface TrainedModel {
  trained: true;
  /** Name of the run's folder, without the folders above it. */
  run: string;
  /** Title of the corpus it was trained on. */
  corpus: string;
  synthetic: boolean;
  classes: string[];
}

/** No network yet, and the command that trains one. */
interface MissingModel {
  trained: false;
  command: string;
}

export type ModelStatus = TrainedModel | MissingModel;

/** The networks, wherever they run. */
export interface Analyser {
  /** Looks for networks anew where one is missing. */
  status(): Promise<Record<Medium, ModelStatus>>;
  /**
   * Analyses a JPEG, PNG or WebP. Throws UserError where `bytes` are none or too large, and
   * AnalysisTimeoutError.
   */
  analysePhoto(bytes: Uint8Array<ArrayBuffer>): Promise<PhotoAnalysis>;
  /** Analyses a WAV, FLAC, AIFF or CAF. Throws as analysePhoto does. */
  analyseSpeech(bytes: Uint8Array<ArrayBuffer>): Promise<SpeechAnalysis>;
  /** Ends what runs. */
  dispose(): void;
}

/** An analysis took too long, or too much memory, and was ended. */
export class AnalysisTimeoutError extends Error {
  override readonly name = "AnalysisTimeoutError";
}
