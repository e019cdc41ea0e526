/** A training step as the engine in use is made for it. */
import { compileStep, type Step } from "../compile_step.ts";
import { usesXla } from "../xla/runtime.ts";

/**
 * The step itself, eager, to test an engine's kernels; but compiled on the xla engine, whose
 * kernels exist in compiled steps alone. What does not compile there is an error.
 */
export function stepOnEngine(step: Step): Step {
  if (!usesXla()) return step;
  return compileStep(step, {
    warn: (message) => {
      throw new Error(message);
    },
  });
}
