import { startProgress } from "../base/progress.ts";
import type { Predictor } from "./predictor.ts";
import type { RunConfig } from "./run_config.ts";
import { testTimePasses } from "./test_time_augmentation.ts";

/**
 * The network of a run of `config`, as its test-time augmentation predicts, which shows how far it
 * is and stops at `signal`.
 */
export function withProgress(
  { predict }: Pick<Predictor, "predict">,
  { shifted }: Pick<RunConfig, "shifted">,
  { signal, ...shown }: { title: string; quiet?: boolean; signal?: AbortSignal },
): Pick<Predictor, "predict"> {
  const passes = testTimePasses(shifted);
  return {
    predict: async (examples, options) => {
      const progress = startProgress({ ...shown, total: examples.labels.length * passes });
      let done = 0;
      const onRows = (count: number) => progress.update(done += count);
      try {
        return await predict(examples, { ...options, signal, onRows });
      } finally {
        progress.stop();
      }
    },
  };
}
