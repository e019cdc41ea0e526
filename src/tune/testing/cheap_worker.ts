/**
 * A local worker's program with the cheap objective; with the argument "broken" it cannot start.
 */
import { serveTasks } from "../../jobs/serve_tasks.ts";
import { trialTaskSchema } from "../trial_task.ts";
import { cheapObjective } from "./cheap_objective.ts";

if (Deno.args[0] === "broken") {
  console.error("libtensorflow is missing");
  Deno.exit(1);
}
console.error("hello from a worker");
console.error(`process ${Deno.pid}`);
await serveTasks(() =>
  Promise.resolve((task, context) => cheapObjective(trialTaskSchema.parse(task), context))
);
