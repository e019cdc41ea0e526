/**
 * One process of the fuzzer. In, as JSON in its one argument: {@link FuzzOrder}. Out, on standard
 * output, a JSON line {@link FuzzNote} from time to time and at the end. Input number n of a reader
 * depends on the seed, the reader's name and n alone, so that a fault can be looked at again.
 */
import { createRandom } from "../../src/base/random.ts";
import { UserError } from "../../src/base/user_error.ts";
import { peakBytes } from "../peak_memory.ts";
import type { FuzzNote, FuzzOrder } from "./fuzz_reader.ts";
import { allFuzzTargets } from "./fuzz_targets.ts";

/** Numbers of faults that a process remembers; more of them say nothing new. */
const MOST_FAULTS = 20;

const order: FuzzOrder = JSON.parse(Deno.args[0]);
const targets = await allFuzzTargets(order.modules);
const target = targets.find(({ name }) => name === order.target)!;

// A thread of its own watches: a reader that hangs lets nothing else run in this one.
const current = new SharedArrayBuffer(4);
const watcher = new Worker(new URL("hang_watcher.ts", import.meta.url), { type: "module" });
watcher.postMessage({ current, limitS: order.limitS, pid: Deno.pid });

const note: FuzzNote = { at: order.from, accepted: 0, refused: 0, faults: [], peakBytes: 0 };
const deadlineMs = performance.now() + order.seconds * 1000;
try {
  for (; note.at < order.to && performance.now() < deadlineMs; note.at++) {
    Atomics.store(new Int32Array(current), 0, note.at);
    try {
      await target.attempt(createRandom(order.seed, "fuzz", target.name, note.at), order.folder);
      note.accepted++;
    } catch (error) {
      if (error instanceof UserError) note.refused++;
      else if (note.faults.length < MOST_FAULTS) {
        note.faults.push({ input: note.at, message: Deno.inspect(error).slice(0, 1000) });
      }
    }
    if (note.at % order.noteEvery === 0) await tell();
  }
  await tell();
} finally {
  watcher.terminate();
}

async function tell(): Promise<void> {
  note.peakBytes = await peakBytes();
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(note) + "\n"));
}
