import assert from "node:assert/strict";
import { publishedNetworks } from "./bench_networks.ts";
import { serveContender, type Served } from "./serve_contender.ts";

const { network, batch } = publishedNetworks.turev;
const setup = { op: "setup", network, batch, precision: "float32", variant: "cpu" };

/** Serves the requests and returns the answers. */
async function answers(served: Served, ...requests: unknown[]) {
  const replies: string[] = [];
  async function* lines() {
    await Promise.resolve();
    for (const request of requests) yield JSON.stringify(request);
  }
  await serveContender(served, lines(), (line) => replies.push(line));
  return replies.map((reply) => JSON.parse(reply));
}

/** Two ways, the slow one listed first. */
function served(): { contender: Served; built: string[] } {
  const built: string[] = [];
  const way = (name: string, ms: number, result: number) => () => {
    built.push(name);
    return () => new Promise<number>((resolve) => setTimeout(() => resolve(result), ms));
  };
  const contender: Served = {
    setup: () => ({
      parameters: 3,
      versions: { ours: "1" },
      trainWays: { slow: way("train slow", 15, 9), quick: way("train quick", 0, 0.5) },
      predictWays: { only: way("predict only", 0, 0) },
      epoch: (name, samples) => way(`epoch ${name} of ${samples}`, 0, 0)(),
    }),
    gemm: (size) => () => {
      if (size > 100) throw new Error("too large");
    },
  };
  return { contender, built };
}

Deno.test("serveContender sets up, chooses the faster way, times it", async () => {
  const { contender, built } = served();
  const [ready, choice, train, predict, epoch, gemm, usage, quit] = await answers(
    contender,
    setup,
    { op: "choose" },
    { op: "train", way: "quick", steps: 2 },
    { op: "predict", way: "only", steps: 3 },
    { op: "epoch", way: "quick", samples: 9, passes: 5 },
    { op: "gemm", size: 8, precision: "float32", steps: 4 },
    { op: "usage" },
    { op: "quit" },
    { op: "usage" },
  );
  assert.deepEqual(ready, { parameters: 3, versions: { ours: "1" } });
  assert.deepEqual(choice, { train: "quick", predict: "only" });
  assert.equal(train.loss, 0.5);
  assert.deepEqual([train, predict, epoch, gemm].map((reply) => reply.ms.length), [2, 3, 5, 4]);
  assert.ok(usage.peakMemoryBytes > 1e6 && usage.cpuS > 0);
  assert.deepEqual(quit, {});
  // The trial's steps are let go, and what is measured is built once more.
  assert.deepEqual(built, [
    "train slow",
    "train quick",
    "predict only",
    "train quick",
    "predict only",
    "epoch quick of 9",
  ]);
});

Deno.test("serveContender builds nothing but what is requested, and tells errors", async () => {
  const { contender, built } = served();
  const [, , unknown, gemm, early] = await answers(
    contender,
    setup,
    { op: "predict", way: "only", steps: 1 },
    { op: "train", way: "other", steps: 1 },
    { op: "gemm", size: 101, precision: "float32", steps: 1 },
  );
  assert.deepEqual(built, ["predict only"]);
  assert.match(unknown.error, /known way to train, found other/);
  assert.equal(gemm.error, "too large");
  assert.equal(early, undefined);
});

Deno.test("serveContender refuses to choose before setup, and a malformed request", async () => {
  const { contender } = served();
  const [choice] = await answers(contender, { op: "choose" });
  assert.match(choice.error, /setup before choose/);
  await assert.rejects(answers(contender, { op: "train", way: "quick", steps: 0 }), /field steps/);
});
