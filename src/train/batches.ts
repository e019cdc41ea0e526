/** In: labels, a seed and an epoch. Out: which clips each training step takes, in what order. */
import { createRandom } from "../base/random.ts";

/** How an epoch's batches are drawn. */
export interface BatchOptions {
  batchSize: number;
  /** True draws every class equally often, with replacement within a class where it is small. */
  balanced: boolean;
  seed: number;
  /** From 1; another epoch is shuffled otherwise. */
  epoch: number;
}

/** Row numbers for each step of an epoch; the last batch may be smaller. */
export function epochBatches(labels: readonly number[], options: BatchOptions): number[][] {
  const random = createRandom(options.seed, "batches", options.epoch);
  const order = options.balanced
    ? balancedOrder(labels, options)
    : random.shuffle(labels.map((_, row) => row));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += options.batchSize) {
    batches.push(order.slice(start, start + options.batchSize));
  }
  return batches;
}

/** As many rows as there are, the classes by turns, each class in its own random order. */
function balancedOrder(labels: readonly number[], { seed, epoch }: BatchOptions): number[] {
  const random = createRandom(seed, "balanced batches", epoch);
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const queues = new Map(classes.map((label) => [label, [] as number[]]));
  const rowsOf = new Map(
    classes.map((label) => [label, labels.flatMap((own, row) => own === label ? [row] : [])]),
  );
  const order: number[] = [];
  while (order.length < labels.length) {
    for (const label of random.shuffle(classes)) {
      let queue = queues.get(label)!;
      if (queue.length === 0) {
        queue = random.shuffle(rowsOf.get(label)!);
        queues.set(label, queue);
      }
      order.push(queue.pop()!);
    }
  }
  return order.slice(0, labels.length);
}
