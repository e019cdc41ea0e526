/** In: a trial and examples. Out: what its network reaches on the validation part. */
import { currentEngine } from "../engine/select_engine.ts";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import type { Details } from "../bayesopt/trial.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { createTraining, fit } from "../train/fit.ts";
import type { RunConfig } from "../train/run_config.ts";
import { proposedConfig } from "./search_space.ts";
import type { TrialContext, TrialOutcome, TrialTask } from "./trial_task.ts";
import type { TuningExamples } from "./tuning_examples.ts";

/**
 * A trial's value in nats: the lowest validation loss of its epochs, which is that of the weights
 * early stopping keeps. Paper S says only "performance on the validation part". The loss was chosen
 * over the accuracy because it has no ties and less noise: 173 clips know but 174 accuracies.
 * Above the loss of guessing, g = ln(classes), the value bends smoothly towards 2 g, in the same
 * order: how bad a useless network is says little of where good ones are, and one diverged trial
 * must not drown the differences between them.
 */
export function trialValue(history: readonly EpochRecord[], classes: number): number {
  const best = history.reduce(
    (least, { validationLoss }) => Math.min(least, validationLoss),
    Infinity,
  );
  const guessing = Math.log(classes);
  return best <= guessing ? best : guessing * (2 - guessing / best);
}

/** Thrown inside a training whose time is up. */
class TimeUpError extends Error {}

/**
 * Trains the trial's network with paper S's callbacks until early stopping, the last epoch or a
 * limit. A loss that is not a number and a lack of memory make a failed outcome; an abort of
 * `context.signal` throws its reason.
 */
export async function trainTrial(
  { parameters, subject }: TrialTask,
  examples: TuningExamples,
  { report, signal }: TrialContext,
): Promise<TrialOutcome> {
  const { config: base, epochsLimit, trialSeconds } = subject;
  const config = proposedConfig(base, parameters, epochsLimit);
  const history: EpochRecord[] = [];
  const startedMs = performance.now();
  const limit = startLimit(trialSeconds, signal);
  let pruned = false;
  const details = () => describeTrial(history, config, startedMs);
  try {
    await trainNetwork(config, examples, limit.signal, async (record) => {
      history.push(record);
      pruned = await report(record.epoch, record.validationLoss);
      return pruned;
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof UserError || error instanceof InterruptedError) throw error;
    const isTimeUp = error instanceof TimeUpError;
    if (!isTimeUp || history.length === 0) {
      return { state: "failed", reason: (error as Error).message, details: details() };
    }
  } finally {
    limit.clear();
  }
  if (pruned) return { state: "pruned", details: details() };
  return { state: "finished", value: trialValue(history, examples.classes), details: details() };
}

/** A signal that aborts with `signal`, or with a {@link TimeUpError} after `seconds`. */
function startLimit(seconds: number | null, signal: AbortSignal) {
  if (seconds === null) return { signal, clear: () => {} };
  const timeUp = new AbortController();
  const timer = setTimeout(
    () => timeUp.abort(new TimeUpError(`No epoch ended within ${seconds} s`)),
    seconds * 1000,
  );
  return { signal: AbortSignal.any([signal, timeUp.signal]), clear: () => clearTimeout(timer) };
}

async function trainNetwork(
  config: RunConfig,
  { train, validation, classes }: TuningExamples,
  signal: AbortSignal,
  onEpoch: (record: EpochRecord) => Promise<boolean>,
): Promise<void> {
  const training = createTraining(config, train, classes);
  try {
    await fit({
      ...training,
      ...{ validation, signal, onEpoch },
      config: config.training,
      seed: config.seed,
      title: "trial",
      quiet: true,
    });
  } finally {
    training.dispose();
  }
}

function describeTrial(
  history: readonly EpochRecord[],
  config: RunConfig,
  startedMs: number,
): Details {
  const { engine, version, threads } = currentEngine();
  const common = {
    epochs: history.length,
    epochsAllowed: config.training.epochs,
    seconds: Math.round(performance.now() - startedMs) / 1000,
    engine: `${engine} ${version}`,
    threads,
  };
  if (history.length === 0) return common;
  const best = history.reduce((a, b) => b.validationLoss < a.validationLoss ? b : a);
  return {
    ...common,
    bestEpoch: best.epoch,
    validationLoss: best.validationLoss,
    validationAccuracy: best.validationAccuracy,
  };
}
