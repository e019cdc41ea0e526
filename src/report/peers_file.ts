/** results/peers_speech.json: what researchers would take instead of Duygu, on Duygu's own splits. */
import { join } from "node:path";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { protocols } from "../data/corpus.ts";
import { knowledgeKinds } from "../metrics/knowledge.ts";
import { rowIntervalSchema } from "./compare_with_published.ts";

/** The file's name below the folder of results. */
export const SPEECH_PEERS_FILE = "peers_speech.json";

const fraction = z.number().min(0).max(1);

const scoreSchema = z.object({
  /** Mean of `values`. */
  mean: fraction,
  /** One a seed, each the mean over the folds. */
  values: z.array(fraction).min(1),
  /** 95 %; null where there is but one of what would have to be drawn. */
  interval: rowIntervalSchema.nullable(),
}).strict();

/** Checks {@link PeerRow}. */
export const peerRowSchema = z.object({
  corpus: z.string().min(1),
  /** Such as "eGeMAPSv02, linear SVM". */
  model: z.string().min(1),
  protocol: z.enum(protocols),
  /**
   * By whose clips features are standardised: all training clips', or, of each speaker, that
   * speaker's own, test clips included.
   */
  normalisation: z.enum(["training", "speaker"]),
  /** What must be known of the test speakers, which follows from it. */
  knowledge: z.enum(knowledgeKinds),
  /** Clips known of a test speaker, the median; null where nothing is. */
  knownClips: z.number().positive().nullable(),
  seeds: z.array(z.int()).min(1),
  /** Test clips of one seed. */
  n: z.int().positive(),
  accuracy: scoreSchema,
  macroRecall: scoreSchema,
  macroF1: scoreSchema,
  /** Accuracy by test speaker; absent where speakers are not held out. */
  bySpeaker: z.array(
    z.object({ speaker: z.string(), n: z.int().positive(), value: fraction }).strict(),
  ).optional(),
  /** C of each seed and fold, chosen on its training set. */
  chosenC: z.array(z.number().positive()).min(1),
  /** The encoder's and the classifier's. */
  parameters: z.int().positive(),
  /** Of one fold: the choice of C and the fit, features not counted. */
  trainSeconds: z.number().positive(),
  /** From a clip's file to its features, the median. */
  predictMs: z.number().positive(),
  licence: z.string().min(1),
  /** Present in rows that an earlier command measured: where and how. */
  earlier: z.object({
    environment: z.record(z.string(), z.unknown()),
    command: z.string(),
  }).optional(),
}).strict();

/** @internal */
type PeerRowShape = z.infer<typeof peerRowSchema>;
/** One peer on one corpus under one protocol and normalisation. */
export type PeerRow = PeerRowShape;

/** Checks {@link PeersFile}. */
export const peersFileSchema = z.object({
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
  rows: z.array(peerRowSchema),
}).strict();

/** @internal */
type PeersFileShape = z.infer<typeof peersFileSchema>;
/** The whole file. */
export type PeersFile = PeersFileShape;

/** Reads `folder`'s; null where there is none. Throws UserError where it is malformed. */
export async function readSpeechPeers(folder: string): Promise<PeersFile | null> {
  const path = join(folder, SPEECH_PEERS_FILE);
  return pathExists(path) ? await readJson(path, peersFileSchema) : null;
}
