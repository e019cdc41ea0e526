/**
 * A worker process for tests of kills: takes part in the study whose journal is the first argument
 * until as many trials as the second says are asked, and prints each trial it has finished once the
 * study says that it is recorded.
 */
import { openStudy } from "../study.ts";
import { branin } from "../test_functions.ts";

const [path, maxTrials, milliseconds] = Deno.args;
const study = await openStudy({
  path,
  definition: { space: branin.space, settings: { seed: 11, initialPoints: 4 } },
  maxTrials: Number(maxTrials),
  // A test kills more often than a machine does.
  maxAttempts: 1000,
});
for (let trial = await study.ask(); trial; trial = await study.ask()) {
  await new Promise((resolve) => setTimeout(resolve, Number(milliseconds)));
  await study.report(trial.number, 1, trial.number);
  await study.finish(trial.number, branin.evaluate(trial.parameters));
  console.log(trial.number);
}
await study.close();
