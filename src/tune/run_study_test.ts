import assert from "node:assert/strict";
import type { Trial } from "../bayesopt/trial.ts";
import { trialLine } from "./run_study.ts";

const trial: Trial = {
  number: 7,
  parameters: {},
  origin: "model",
  state: "finished",
  value: 0.51234,
  reports: [],
  details: { epochs: 12, seconds: 81.26, validationAccuracy: 0.8613 },
  attempts: 1,
  askedAt: "",
};

Deno.test("a trial's line tells its value, the incumbent and whether it is that", () => {
  assert.equal(
    trialLine(trial, trial),
    "    7  finished     0.5123     0.861     0.5123      12     81.3  *",
  );
  const better = { ...trial, number: 3, value: 0.4 };
  assert.match(trialLine(trial, better), /0\.5123 .* 0\.4000 .* 81\.3$/);
});

Deno.test("a failed trial's line tells why", () => {
  const failed: Trial = {
    ...trial,
    state: "failed",
    value: undefined,
    reason: "out of memory",
    details: {},
  };
  assert.match(trialLine(failed, undefined), /7 +failed +- +- +- +- +- +out of memory$/);
});
