/** Requests of the web server to the networks, and their answers. */
import type { Box } from "../facecnn/grey_image.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import type { EmotionShares } from "../music/emotion.ts";
import type { InputWarning } from "../train/input_check.ts";
import type { RunFigure } from "../train/run_figures.ts";

/** What a visitor sends: a face or a voice. */
export const uploadKinds = ["photo", "speech"] as const;
export type UploadKind = typeof uploadKinds[number];

/** What a network thinks of a face or a voice. */
export interface Judgement {
  /** The most probable of the network's classes. */
  predicted: string;
  /** True where the network should not be believed: too little confidence, or no audible speech. */
  unsure: boolean;
  /** Of each class, in the order of the network's outputs. */
  probabilities: Record<string, number>;
  /** The same for the emotions that music is chosen for. */
  shares: EmotionShares;
}

/** One face of a photo. */
interface FaceJudgement extends Judgement {
  /** In the upright photo. */
  box: Box;
}

/** A photo's faces, the largest first; none is an answer too. */
export interface PhotoAnalysis {
  width: number;
  height: number;
  faces: FaceJudgement[];
}

/** A recording's emotion. */
export interface SpeechAnalysis extends Pick<Judgement, "unsure" | "shares"> {
  /** The most probable of the network's classes; null for silence and what is too short to judge. */
  predicted: string | null;
  /** Of each class, in the order of the network's outputs; null as `predicted` is. */
  probabilities: Record<string, number> | null;
  /** What was known of the speaker: nothing, for recordings are analysed one by one. */
  knowledge: Knowledge;
  /** Why the recording may be unlike what the network was trained on. */
  warnings: InputWarning[];
  /** How often the network is right with so much knowledge; null where that was not measured. */
  figure: RunFigure | null;
  durationS: number;
  /** In so many seconds of it somebody speaks, see voiceSegments. */
  spokenS: number;
  /** So many seconds of it were used: networks see a fixed number of frames. */
  usedS: number;
}

/** How often an answer is right on a part of a corpus. */
export interface PartFigure {
  /**
   * "PublicTest" and "PrivateTest" of FER2013, "folds" for a mean over folds (see RunFigure), else
   * "test".
   */
  part: string;
  accuracy: number;
}

/** One network by itself. */
export interface NetworkFigures {
  name: string;
  figures: PartFigure[];
}

/** A network that can predict. */
export interface TrainedModel {
  trained: true;
  /** Name of the run's folder, without the folders above it, or of a ready-made network. */
  run: string;
  /** Title of the corpus it was trained on. */
  corpus: string;
  synthetic: boolean;
  classes: string[];
  /** How often it is right on its test set, nothing known of the person; null where not measured. */
  accuracy: number | null;
  /** Where it has no test set: `accuracy` is a mean over so many folds, see RunFigure; else null. */
  accuracyFolds: number | null;
  /** Whether its training was interrupted. */
  unfinished: boolean;
  /** Whether its figures are only what whoever trained it elsewhere claims. */
  claimed: boolean;
  /** Those that answer: one, or several by the mean of their calibrated probabilities. */
  networks: NetworkFigures[];
  /** How often their common answer is right. */
  figures: PartFigure[];
  /** An answer of less confidence is unsure; null where the network was never calibrated. */
  leastConfidence: number | null;
  /** Where a ready-made network comes from; null for a run of one's own. */
  readyMade: { source: string; licence: string } | null;
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
  status(): Promise<Record<UploadKind, ModelStatus>>;
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
