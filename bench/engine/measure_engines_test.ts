import assert from "node:assert/strict";
import { publishedNetworks } from "./bench_networks.ts";
import type { Contender } from "./contender.ts";
import { measureEngines } from "./measure_engines.ts";

/** An entrant with constant times; counts how many of its contenders were stopped. */
function entrant(name: string, ms: number, changes: Partial<Contender> = {}, engine?: string) {
  const state = { stopped: 0 };
  const times = (steps: number) => Promise.resolve(Array<number>(steps).fill(ms));
  const create = (): Contender => ({
    name,
    setup: () => Promise.resolve({ parameters: 10, versions: { [name]: "1" }, note: "plainly" }),
    train: times,
    predict: times,
    epoch: (samples, passes) => Promise.resolve(Array<number>(passes).fill(ms * samples)),
    gemm: () => Promise.resolve([100]),
    usage: () => Promise.resolve({ peakMemoryBytes: ms, cpuS: 0 }),
    stop: () => {
      state.stopped++;
      return Promise.resolve();
    },
    ...changes,
  });
  return { name, engine, precisions: ["float32" as const], create, state };
}

const options = {
  networks: { turev: publishedNetworks.turev },
  precisions: ["float32" as const, "bfloat16" as const],
  protocol: { rounds: 2, steps: 1, warmUpSteps: 0 },
  epochs: 1,
  log: () => {},
};

Deno.test("measureEngines gives a row an operation and passes over who cannot", async () => {
  const ours = entrant("duygu", 50, {}, "tensorflow");
  const peer = entrant("peer", 100);
  const broken = entrant("broken", 1, { setup: () => Promise.reject(new Error("no compiler")) });
  const other = entrant("other", 1, {
    setup: () => Promise.resolve({ parameters: 11, versions: {}, note: "" }),
  });
  const dying = entrant("dying", 1, { predict: () => Promise.reject(new Error("died")) });
  const entrants = [ours, peer, broken, other, dying];
  const measured = await measureEngines({ ...options, entrants });
  assert.deepEqual(
    measured.rows.map((row) => [row.operation, row.precision, row.engine, row.ratio]),
    [
      ["train", "float32", "tensorflow", 50],
      ["predict", "float32", "tensorflow", 0.5],
      ["epoch", "float32", "tensorflow", 50],
    ],
  );
  assert.deepEqual(measured.rows[0].peakMemoryBytes, { duygu: 50, peer: 100, dying: 1 });
  assert.deepEqual(measured.rows[1].peersMs, { peer: 100 });
  assert.equal(measured.rows[2].oursMs, 50 * 1129);
  assert.equal(measured.rows[2].flop / measured.rows[0].flop, 1129 / 16);
  assert.deepEqual(measured.skipped.map(({ contender, reason }) => [contender, reason]), [
    ["broken", "no compiler"],
    ["other", "Expected 10 parameters, as duygu has, but found 11"],
    ["dying", "died"],
  ]);
  assert.deepEqual(measured.versions, { duygu: "1", peer: "1", dying: "1" });
  for (const one of entrants) assert.ok(one.state.stopped >= 2, one.name);
});

Deno.test("measureEngines stops all contenders where one breaks the run", async () => {
  const fine = entrant("fine", 1);
  const breaking = entrant("breaking", 1, {
    usage: () => Promise.reject(new Error("gone")),
  });
  await assert.rejects(measureEngines({ ...options, entrants: [fine, breaking] }), /gone/);
  assert.equal(fine.state.stopped, 2);
  assert.equal(breaking.state.stopped, 2);
});
