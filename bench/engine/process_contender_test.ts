import assert from "node:assert/strict";
import { publishedNetworks } from "./bench_networks.ts";
import { ourEntrants, processContender } from "./process_contender.ts";

const { network, batch } = publishedNetworks.turev;

/** A process that speaks the protocol, in Deno; `answers` is an expression of the request `q`. */
function fake(answers: string) {
  const code = `
    let pending = "";
    for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
      pending += chunk;
      for (let end; (end = pending.indexOf("\\n")) >= 0; pending = pending.slice(end + 1)) {
        const q = JSON.parse(pending.slice(0, end));
        if (q.op === "quit") Deno.exit(0);
        console.log(JSON.stringify(${answers}));
      }
    }`;
  return processContender({
    name: "fake",
    command: [Deno.execPath(), "eval", code],
    variant: "default",
  });
}

const sound = `({
  setup: { parameters: 5, versions: { fake: "1" } },
  choose: { train: "a", predict: "b" },
  train: { ms: Array(q.steps).fill(q.way === "a" ? 3 : 99), loss: 1 },
  epoch: { ms: Array(q.passes).fill(q.way === "a" ? q.samples : 99) },
  predict: { ms: Array(q.steps).fill(q.way === "b" ? 2 : 99) },
  gemm: { ms: [q.size] },
  usage: { peakMemoryBytes: 1000, cpuS: 2 },
})[q.op]`;

Deno.test("processContender chooses the ways, then measures with them", async () => {
  const contender = fake(sound);
  const report = await contender.setup(network, batch, "float32");
  assert.deepEqual(report, {
    parameters: 5,
    versions: { fake: "1" },
    note: "train by a, predict by b",
  });
  assert.deepEqual(await contender.train(2), [3, 3]);
  assert.deepEqual(await contender.epoch(30, 2), [30, 30]);
  assert.deepEqual(await contender.predict(1), [2]);
  assert.deepEqual(await contender.gemm(64, "float32", 1), [64]);
  assert.deepEqual(await contender.usage(), { peakMemoryBytes: 1000, cpuS: 2 });
  await contender.stop();
  await contender.stop();
});

Deno.test("processContender passes on an error, and the process lives on", async () => {
  const contender = fake(
    `q.op === "gemm" ? { error: "no memory" } : { peakMemoryBytes: 7, cpuS: 0 }`,
  );
  await assert.rejects(contender.gemm(64, "float32", 1), /^Error: fake: no memory$/);
  assert.equal((await contender.usage()).peakMemoryBytes, 7);
  await contender.stop();
});

Deno.test("processContender refuses a step without a loss", async () => {
  const contender = fake(`({ ms: [1], loss: null })`);
  await assert.rejects(contender.train(1), /fake's answer to train field loss/);
  await contender.stop();
});

Deno.test("processContender tells what a process that died wrote last", async () => {
  const contender = fake(`(console.error("no such library"), Deno.exit(3))`);
  await assert.rejects(contender.train(1), /fake ended during train: no such library/);
  await contender.stop();
});

Deno.test("our process trains, predicts and multiplies a small network on tfjs's own cpu", async () => {
  const [entrant] = ourEntrants(["cpu"]);
  assert.deepEqual([entrant.engine, entrant.precisions], ["cpu", ["float32"]]);
  const contender = entrant.create();
  try {
    const network = {
      kind: "emotionUnet" as const,
      frames: 8,
      bins: 2,
      filters: [2, 2, 2, 2, 2, 2] as [number, number, number, number, number, number],
      denseUnits: 3,
      classes: 2,
    };
    const report = await contender.setup(network, 2, "float32");
    // Convolutions 30 + 30 + 30 + 42 + 42 + 42, six norms of 4, dense 51, softmax 8.
    assert.equal(report.parameters, 216 + 24 + 51 + 8);
    assert.equal((await contender.train(2)).length, 2);
    assert.equal((await contender.epoch(5, 2)).length, 2);
    assert.equal((await contender.predict(3)).length, 3);
    assert.equal((await contender.gemm(16, "float32", 1)).length, 1);
    assert.ok((await contender.usage()).peakMemoryBytes > 1e7);
  } finally {
    await contender.stop();
  }
});
