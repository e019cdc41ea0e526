import assert from "node:assert/strict";
import { describeEnvironment } from "../../base/describe_environment.ts";
import { outputOf, runProgram, startProgram } from "../testing/run_program.ts";
import { doctorText, machineFindings } from "./doctor_command.ts";

Deno.test("doctor prints engine, machine, data and storage", async () => {
  const { code, stdout } = await runProgram("doctor", "--json");
  assert.equal(code, 0);
  const { engine, environment, findings } = JSON.parse(stdout);
  assert.equal(engine.engine, "tensorflow");
  assert.equal(environment.deno, Deno.version.deno);
  const topics = findings.map(({ topic }: { topic: string }) => topic);
  const expected = ["Deno", "processor", "engine", "threads", "instructions", "GPU", "WebGPU"];
  for (const topic of [...expected, "TurEV-DB", "SYNTHETIC", "cache", "Python peers"]) {
    assert.ok(topics.includes(topic), `${topic} in ${topics}`);
  }
});

Deno.test("doctor's text is for people", async () => {
  const { code, stdout } = await runProgram("doctor", "--engine", "cpu");
  assert.equal(code, 0);
  assert.match(stdout, /\n {2}engine +cpu 4\.\d+\.\d+\n/);
  assert.match(stdout, /\n(Nothing to do\.|\d+ things? to do, marked by !)\n$/);
});

Deno.test("an engine that does not start is exit code 1, and the rest is told all the same", async () => {
  const process = startProgram(["doctor", "--engine", "tensorflow"], {
    DUYGU_TENSORFLOW: "/nowhere",
  });
  const { code, stdout, stderr } = await outputOf(process);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /\n! engine +does not start: Expected DUYGU_TENSORFLOW=\/nowhere to hold/);
  assert.match(stdout, /→ take another one: --engine/);
  assert.match(stdout, /\n. TurEV-DB /);
});

Deno.test("advice stands below its finding and is counted", () => {
  const findings = [
    { topic: "a", found: "fine" },
    { topic: "long", found: "broken", advice: "mend it" },
  ];
  assert.equal(
    doctorText(findings),
    "  a     fine\n! long  broken\n        → mend it\n\n1 thing to do, marked by !",
  );
  assert.ok(doctorText(findings.slice(0, 1)).endsWith("\nNothing to do."));
});

Deno.test("an old Deno is advised against", async () => {
  const environment = await describeEnvironment();
  const adviceFor = (deno: string) =>
    machineFindings({ ...environment, deno }).find(({ topic }) => topic === "Deno")!.advice;
  assert.match(adviceFor("2.8.9")!, /take Deno 2\.9 or later/);
  for (const deno of ["2.9.0", "2.10.1", "3.0.0"]) assert.equal(adviceFor(deno), undefined);
});
