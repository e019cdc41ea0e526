/**
 * A training under way, in one file: the network's weights, the optimiser's state and what the
 * callbacks remember. Written whole or not at all, so that a resumed training equals one that was
 * never interrupted.
 */
import { join } from "node:path";
import { z } from "zod";
import { pathExists, readRegularFile, writeFileWhole } from "../base/files.ts";
import { parseJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import type { Learner } from "./learner.ts";
import { decodeTensors, encodeTensors, type StoredTensor } from "./safetensors.ts";
import type { CallbackState } from "./schedule.ts";
import { readVariables, writeVariables } from "./variables.ts";

/** Where a training stands is kept here, in the run's folder, beside its best weights. */
export const CHECKPOINT = "last.safetensors";

/** Whether a training in `folder` was begun and did not come to its end. */
export function hasCheckpoint(folder: string): boolean {
  return pathExists(join(folder, CHECKPOINT));
}

/** Removes what only an unfinished training needs. */
export async function forgetCheckpoint(folder: string): Promise<void> {
  await Deno.remove(join(folder, CHECKPOINT)).catch(() => {});
}

/** One line of history.jsonl. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** Mean over the epoch's steps, while the weights change. */
  trainLoss: number;
  /** Fraction, over the epoch's steps. */
  trainAccuracy: number;
  /** After the epoch. */
  validationLoss: number;
  /** Fraction, after the epoch. */
  validationAccuracy: number;
  /** Of this epoch's steps. */
  learningRate: number;
}

/** Where a training stands. */
export interface TrainingState {
  /** Finished epochs. */
  epoch: number;
  /** What the callbacks remember. */
  callbacks: CallbackState;
  /** One record for each finished epoch. */
  history: EpochRecord[];
  /** Early stopping said so, or all epochs are done. */
  finished: boolean;
}

/** See {@link EpochRecord}. */
export const epochRecordSchema: z.ZodType<EpochRecord> = z.object({
  epoch: z.int(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
  learningRate: z.number(),
});

const stateSchema = z.object({
  epoch: z.int().min(0),
  callbacks: z.object({
    learningRate: z.number().positive(),
    plateauBest: z.number().nullable(),
    plateauWait: z.int().min(0),
    bestLoss: z.number().nullable(),
    bestEpoch: z.int().min(0),
  }),
  history: z.array(epochRecordSchema),
  finished: z.boolean(),
});

/** The tensors that a checkpoint of `learner` holds now, copied out. */
export async function snapshot(learner: Learner): Promise<Map<string, StoredTensor>> {
  const stored = await readVariables(learner.weights);
  for (const [name, tensor] of await readVariables(learner.optimiserState)) {
    stored.set(`optimiser/${name}`, tensor);
  }
  return stored;
}

/** Writes a checkpoint. */
export async function writeCheckpoint(
  path: string,
  tensors: Map<string, StoredTensor>,
  state: TrainingState,
): Promise<void> {
  const metadata = { format: "duygu checkpoint 1", state: JSON.stringify(state) };
  await writeFileWhole(path, encodeTensors({ tensors, metadata }));
}

/**
 * Sets `learner` to a checkpoint and returns where the training stood; undefined where there is no
 * file. Throws UserError where the file is damaged or of another network.
 */
export async function restoreCheckpoint(
  path: string,
  learner: Learner,
): Promise<TrainingState | undefined> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const { tensors, metadata } = decodeTensors(bytes, path);
  const state = parseJson(metadata.state ?? "", stateSchema, `the state in ${path}`);
  writeVariables(learner.weights, tensors, path);
  const optimiser = new Map(
    [...learner.optimiserState].map(([name, variable]) => [`optimiser/${name}`, variable]),
  );
  writeVariables(optimiser, tensors, path);
  return state;
}

/** Writes the network's weights alone. */
export async function writeWeights(
  path: string,
  tensors: Map<string, StoredTensor>,
  epoch: number,
): Promise<void> {
  const metadata = { format: "duygu weights 1", epoch: String(epoch) };
  await writeFileWhole(path, encodeTensors({ tensors, metadata }));
}

/**
 * Sets the network's weights from the file `path`, after `check` has seen its bytes.
 * Throws UserError where it is missing or does not fit.
 */
export async function restoreWeights(
  path: string,
  learner: Pick<Learner, "weights">,
  check?: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) {
    throw new UserError(
      `Expected trained weights at ${path}, but the file is missing; put it back, or remove the ` +
        "run's folder and train again",
    );
  }
  await check?.(bytes);
  writeVariables(learner.weights, decodeTensors(bytes, path).tensors, path);
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
