/**
 * Tests only. A queue's worker that makes runs. Arguments: the queue's address, the folder of its
 * runs, that of the data, the seconds of patience, and "other" for one of other code.
 */
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { jobSchema } from "../job.ts";
import { jobService } from "../queue_jobs.ts";
import { serveQueue } from "../serve_queue.ts";
import { THREADS } from "./made_runs.ts";

const [url, runsFolder, dataRoot, patience, kind] = Deno.args;
await selectEngine({ threads: THREADS });
const service = jobService({ runsFolder, dataRoot });
try {
  await serveQueue({
    ...{ url, leaseSeconds: 10, pollSeconds: 0.1, patienceSeconds: Number(patience) },
    services: [{
      ...service,
      run: (data, context) => {
        const job = jobSchema.parse(data);
        if (kind === "other") job.code.digest = "0".repeat(64);
        return service.run(job, context);
      },
    }],
    signal: interruptSignal(),
    log: (line) => console.log(line),
  });
} catch (error) {
  console.log(`ended: ${(error as Error).name}`);
}
Deno.exit(0);
