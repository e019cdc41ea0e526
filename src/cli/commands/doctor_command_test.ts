import assert from "node:assert/strict";
import { join } from "node:path";
import { describeEnvironment } from "../../base/describe_environment.ts";
import { syntheticInfo } from "../../data/corpora/synthetic.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { outputOf, runProgram, startProgram } from "../testing/run_program.ts";
import {
  dataFinding,
  diskFinding,
  doctorText,
  examineData,
  examineStorage,
  folderBytes,
  machineFindings,
} from "./doctor_command.ts";

Deno.test("doctor prints engine, machine, data and storage", async () => {
  const { code, stdout } = await runProgram("doctor", "--json");
  assert.equal(code, 0);
  const { engine, environment, findings } = JSON.parse(stdout);
  assert.equal(engine.engine, "tensorflow");
  assert.equal(environment.deno, Deno.version.deno);
  const topics = findings.map(({ topic }: { topic: string }) => topic);
  const expected = ["Deno", "processor", "engine", "threads", "instructions", "GPU", "WebGPU"];
  for (const topic of [...expected, "TurEV-DB", "SYNTHETIC", "cache", "encoders", "Python peers"]) {
    assert.ok(topics.includes(topic), `${topic} in ${topics}`);
  }
});

Deno.test("doctor's text is for people", async () => {
  const { code, stdout } = await runProgram("doctor", "--engine", "cpu");
  assert.equal(code, 0);
  assert.match(stdout, /\n {2}engine +cpu 4\.\d+\.\d+\n/);
  assert.match(stdout, /\n(Nothing to do\.|\d+ things? to do, marked by !)\n$/);
});

Deno.test("an engine that does not start is exit code 1, and the rest is reported all the same", async () => {
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

const status = {
  info: syntheticInfo,
  root: "/data",
  kind: "audio" as const,
  counts: { angry: 2, sad: 3 },
  fault: "",
};

Deno.test("a corpus is counted, a table is called one, a broken one says where to look", () => {
  assert.deepEqual(dataFinding(status), { topic: "SYNTHETIC", found: "5 clips in /data" });
  assert.match(dataFinding({ ...status, kind: "features" }).found, /5 rows of a table .* no audio/);
  const broken = dataFinding({ ...status, fault: "no class folder" });
  assert.equal(broken.found, "broken in /data: no class folder");
  assert.match(broken.advice!, /data verify synthetic/);
});

Deno.test("what is missing says how to get it, a wrong folder is a finding", async () => {
  await withTemporaryFolder(async (dataRoot) => {
    const turev = (await examineData({ dataRoot })).find(({ topic }) => topic === "TurEV-DB")!;
    assert.equal(turev.found, "not here");
    assert.match(turev.advice!, /data import turev/);
    const [wrong] = await examineData({ dataRoot: `${dataRoot}/nowhere` });
    assert.match(wrong.found, /Expected --data \(or data in duygu\.json\) to name a folder/);
    assert.ok(wrong.advice);
  });
});

Deno.test("a folder's bytes are those of all files below it", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "a", "b"), { recursive: true });
    await Deno.writeFile(join(folder, "one"), new Uint8Array(10));
    await Deno.writeFile(join(folder, "a", "b", "two"), new Uint8Array(32));
    assert.equal(await folderBytes(folder), 42);
    assert.equal(await folderBytes(join(folder, "nowhere")), 0);
  });
});

Deno.test("caches and disks are found", async () => {
  const findings = await examineStorage();
  assert.ok(findings.some(({ topic }) => topic === "cache"));
  for (const topic of ["disk of the cache", "disk here"]) {
    assert.match(
      findings.find((finding) => finding.topic === topic)!.found,
      /^\d+\.\d [GM]B free$/,
    );
  }
});

Deno.test("little room is reported with what to do about it; a folder to be made is on some disk", () => {
  assert.deepEqual(diskFinding("disk", "/x", 4.2e9), { topic: "disk", found: "4.2 GB free" });
  const full = diskFinding("disk", "/x", 250e6);
  assert.equal(full.found, "250.0 MB free");
  assert.match(full.advice!, /make room.*DUYGU_CACHE/);
  assert.match(diskFinding("disk", join(Deno.cwd(), "no", "such")).found, /free$/);
});
