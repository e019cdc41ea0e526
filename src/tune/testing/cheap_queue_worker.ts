/** A queue's worker with the cheap objective. Arguments: the queue's address, the lease's seconds. */
import { interruptSignal } from "../../base/interrupt_signal.ts";
import { serveQueue } from "../serve_queue.ts";
import { cheapObjective } from "./cheap_objective.ts";

const [url, leaseSeconds] = Deno.args;
try {
  await serveQueue({
    url,
    leaseSeconds: Number(leaseSeconds),
    pollSeconds: 0.1,
    objective: cheapObjective,
    details: { process: Deno.pid },
    signal: interruptSignal(),
    log: (line) => console.log(line),
  });
} catch (error) {
  console.log(`ended: ${(error as Error).name}`);
}
Deno.exit(0);
