import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import { executorChoice, threadsEach } from "./executor_choice.ts";

Deno.test("--on names an executor", () => {
  assert.deepEqual(executorChoice("local"), { kind: "local", count: null });
  assert.deepEqual(executorChoice("local:3"), { kind: "local", count: 3 });
  assert.deepEqual(executorChoice("slurm"), { kind: "slurm" });
  const url = "postgres://me:pass@host:5432/jobs";
  assert.deepEqual(executorChoice(`queue:${url}`), { kind: "queue", url });
});

Deno.test("anything else is refused, without a password in the message", () => {
  for (
    const text of ["", "here", "local:0", "local:x", "slurm:2", "queue:", "queue:mysql://a:b@c"]
  ) {
    assert.throws(() => executorChoice(text), (error) => {
      assert.ok(error instanceof UserError);
      return !error.message.includes("a:b");
    });
  }
});

Deno.test("cores are shared out to runs at once on this machine, never less than one", () => {
  const cores = navigator.hardwareConcurrency;
  assert.equal(threadsEach(executorChoice("local")), cores);
  assert.equal(threadsEach(executorChoice(`local:${cores}`)), 1);
  assert.equal(threadsEach(executorChoice("local:9999")), 1);
  assert.equal(threadsEach(executorChoice("slurm")), cores);
});
