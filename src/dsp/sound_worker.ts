/** A worker: in by message, a configuration and then lists of paths; out, what is prepared of them. */
import { UserError } from "../base/user_error.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { createSoundPreparer, type PreparedSound, prepareFiles } from "./prepare_sounds.ts";

/** The first message. */
export interface SoundSetup {
  config: FeatureConfig;
  longestS: number;
}

/** What the worker answers to a list of paths, in its order; or why it cannot go on. */
export type SoundAnswer =
  | { files: (PreparedSound | { error: string } | "long")[] }
  | { failure: string };

// The types known here are a window's, not a worker's.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<SoundSetup | string[]>) => void;
  postMessage(answer: SoundAnswer, transfer: ArrayBufferLike[]): void;
};

let prepare: ReturnType<typeof createSoundPreparer>["prepare"];
let longestS: number;

/** Answers come in the order of the requests only where these take turns. */
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: request }) => {
  // What is thrown here ends the worker.
  if (!Array.isArray(request)) {
    ({ prepare } = createSoundPreparer(request.config));
    longestS = request.longestS;
  } else last = last.then(() => answer(request));
};

async function answer(paths: string[]): Promise<void> {
  try {
    const prepared = await prepareFiles(paths, prepare, longestS);
    const files = prepared.map((own) => own instanceof UserError ? { error: own.message } : own);
    const buffers = prepared.flatMap((own) =>
      own === "long" || own instanceof UserError ? [] : [own.features.buffer]
    );
    scope.postMessage({ files }, buffers);
  } catch (error) {
    const { message, stack } = error as Error;
    scope.postMessage({ failure: stack ?? message }, []);
  }
}
