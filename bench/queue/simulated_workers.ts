/**
 * A process of simulated workers. They take jobs from a real queue by the code of real workers, but
 * instead of training they wait, tell epochs, and send a small file. Its one argument: the options as
 * JSON; see {@link simulatedSchema}.
 */
import { join } from "node:path";
import { z } from "zod";
import { wait } from "../../src/base/interrupt_signal.ts";
import { parseJson } from "../../src/base/json.ts";
import { createRandom } from "../../src/base/random.ts";
import { jobHash, jobSchema } from "../../src/jobs/job.ts";
import { ENDED_JOBS, JOBS, openQueue } from "../../src/jobs/queue.ts";
import { type QueueService, serveOn } from "../../src/jobs/serve_queue.ts";

const simulatedSchema = z.object({
  url: z.string(),
  /** Workers of this process. */
  workers: z.int().min(1),
  /** For the files that they send. */
  folder: z.string(),
  /** This share of the jobs breaks off once and is given back. */
  failing: z.number().min(0).max(1),
  /** Jobs of these seeds break off whoever runs them. */
  poisoned: z.array(z.int()),
  /** Of a job's three epochs. */
  epochMs: z.number().min(0),
  seed: z.int(),
}).strict();

/** See {@link simulatedSchema}. */
export type SimulatedOptions = z.infer<typeof simulatedSchema>;

const EPOCHS = 3;

function simulatedService({ folder, failing, poisoned, epochMs, seed }: SimulatedOptions) {
  const random = createRandom(seed, "simulated workers");
  const service: QueueService = {
    queue: JOBS,
    tellsEpochs: false,
    groupTitle: "A set of jobs",
    groupOf: () => "simulated",
    subjectOf: () => ENDED_JOBS,
    run: async (data, { id, queue: { store }, signal, report }) => {
      const job = jobSchema.parse(data);
      const holder = crypto.randomUUID();
      await store.hold(id, holder);
      const breaksAt = poisoned.includes(job.config.seed) || random.uniform() < failing
        ? random.integer(1, EPOCHS)
        : undefined;
      for (let epoch = 1; epoch <= EPOCHS; epoch++) {
        await wait(epochMs, signal);
        signal.throwIfAborted();
        if (epoch === breaksAt) throw new Error("broken off on purpose");
        await report(epoch, 1 / epoch);
      }
      const own = join(folder, id);
      await Deno.mkdir(own, { recursive: true });
      await Deno.writeTextFile(join(own, "outcome.json"), JSON.stringify({ run: jobHash(job) }));
      const put = { holder, folder: own, names: ["outcome.json"] };
      if (!await store.putFiles(id, "outcome", put)) throw new Error("somebody else holds it");
      await Deno.remove(own, { recursive: true });
      return { output: { state: "finished" }, text: "finished" };
    },
  };
  return service;
}

if (import.meta.main) {
  const options = parseJson(Deno.args[0] ?? "", simulatedSchema, "simulated workers' options");
  const queue = await openQueue({ url: options.url, leaseSeconds: 10, pollSeconds: 5 });
  const services = [simulatedService(options)];
  await Promise.all(Array.from({ length: options.workers }, async () => {
    // One that has failed several times in a row ends; another takes its place.
    while (true) await serveOn(queue, { services }).catch(() => {});
  }));
}
