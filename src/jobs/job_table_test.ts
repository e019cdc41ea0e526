import assert from "node:assert/strict";
import type { JobStatus } from "./job_states.ts";
import { planText, statusText } from "./job_states_text.ts";
import { startJobTable } from "./job_table.ts";

Deno.test("lines tell what has ended and how much is left", () => {
  let text = "";
  const table = startJobTable({ isTerminal: false, write: (more) => text += more });
  for (let run = 0; run < 3; run++) table.asked();
  table.found();
  table.waits("a", 10);
  table.waits("b", 10);
  table.begun("a", "host 1", 1);
  table.epoch("a", 3, 0.5);
  table.ended("a", { state: "finished" });
  table.begun("b", "host 2", 2);
  table.ended("b", { state: "failed", reason: "no memory", isUsersMistake: false });
  table.stop();
  assert.deepEqual(text.split("\n"), [
    "2/3 a finished after 0 s",
    "b goes on after its last checkpoint (host 2)",
    "b failed after 0 s: no memory",
    "",
  ]);
});

Deno.test("a terminal has a table of what runs, drawn over the former one", async () => {
  const texts: string[] = [];
  const write = (text: string) => void texts.push(text);
  const table = startJobTable({ isTerminal: true, write, height: 1 });
  for (const name of ["a", "b", "c"]) {
    table.asked();
    table.waits(name, 10);
  }
  table.begun("a", "host 1", 1);
  table.begun("b", "host 2", 1);
  table.epoch("a", 4, 0.25);
  while (texts.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  table.stop();
  assert.match(
    texts[0],
    /a epoch 4\/10 validation loss 0\.250 on host 1 for \d+ s ETA \d+ s\n.*… and 1 more\n.*0 of 3 runs finished, 2 running, 1 waiting\n$/s,
  );
  assert.equal(texts.findIndex((text) => text.startsWith("\x1b[3A")), 1);
  assert.equal(texts.at(-1), "\x1b[3A\x1b[0J", "nothing is left of it");
});

Deno.test("no line is longer than the terminal is wide, and its figures stay", async () => {
  const texts: string[] = [];
  const write = (text: string) => void texts.push(text);
  const table = startJobTable({ isTerminal: true, write, columns: 60 });
  const name = "corpus-network-of-many-words-paper-seed1-0123456789abcdef";
  table.asked();
  table.waits(name, 10);
  table.begun(name, "host 1", 1);
  table.epoch(name, 4, 0.25);
  while (texts.length < 1) await new Promise((resolve) => setTimeout(resolve, 50));
  table.ended(name, { state: "finished" });
  table.stop();
  // deno-lint-ignore no-control-regex
  const lines = texts.join("").replaceAll(/\x1b\[\d+[AJK]/g, "").split("\n");
  for (const line of lines) assert.ok(line.length < 60, line);
  assert.match(lines[0], /^corpus-netw.*… epoch 4\/10 validation loss 0\.250 /);
  assert.ok(lines.some((line) => / finished after \d+ s$/.test(line)), lines.join("\n"));
});

Deno.test("a quiet table says nothing", () => {
  const table = startJobTable({ quiet: true, write: () => assert.fail() });
  table.waits("a", 1);
  table.log("line");
  table.stop();
});

const states: JobStatus[] = [
  { name: "done", state: "finished", epoch: 0, epochs: 10, seconds: 30 },
  { name: "now", state: "running", worker: "host 7", since: 1_000, epoch: 2, epochs: 10 },
  { name: "next", state: "waiting", epoch: 0, epochs: 10, seconds: 100 },
  { name: "bad", state: "failed", epoch: 0, epochs: 10, reason: "set aside", seconds: 60 },
];

Deno.test("the plan adds up what is left, and says what is not known", () => {
  const text = planText(states, 2);
  assert.match(text, /^next +to make +10 +1 min 40 s$/m);
  assert.match(text, /^now +to make +10 +unknown$/m);
  assert.match(
    text,
    /3 of 4 runs are to be made, 2 at once: about 1 min 20 s, as earlier runs tell; 1 more are like/,
  );
  assert.match(
    planText([states[1]], 1),
    /1 of 1 run is to be made, 1 at once: .* is not known before a first run$/,
  );
  const begun = planText([{ ...states[2], pretrained: true }, states[0]], 1);
  assert.match(begun, /^next +to make, by train --weights +10 /m);
  assert.match(begun, /^done +finished /m);
  assert.match(planText([states[0]], 1), /\nNothing is to be made: 1 run, all finished$/);
});

Deno.test("the status names worker, time and end of what runs", () => {
  const text = statusText(states, 41_000);
  assert.match(text, /^now +running +host 7 +40 s +2 of 10 +2 min 40 s *$/m);
  assert.match(text, /^bad +failed .*set aside *$/m);
  assert.doesNotMatch(text, /^done/m);
  assert.match(text, /4 runs: 1 finished, 1 running, 1 waiting, 1 failed$/);
  assert.match(statusText([states[0]]), /^1 run: 1 finished$/);
});
