/**
 * In: a reader's name and how many inputs. Out: what became of them. They run in processes of their
 * own, so that a crash or a hang is counted and the rest goes on.
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseJson } from "../../src/base/json.ts";
import { childPermissions, programOnPath } from "../../src/base/processes.ts";
import { allFuzzTargets } from "./fuzz_targets.ts";

/** Seconds that one input may take; generous, as other programs may hold the processors. */
const SECONDS_PER_INPUT = 60;

const script = fileURLToPath(new URL("fuzz_process.ts", import.meta.url));
const config = fileURLToPath(new URL("../../deno.json", import.meta.url));

const noteSchema: z.ZodType<FuzzNote> = z.object({
  at: z.int(),
  accepted: z.int(),
  refused: z.int(),
  faults: z.array(z.object({ input: z.int(), message: z.string() })),
  peakBytes: z.number(),
});

/** What became of a reader's inputs. */
export interface FuzzResult {
  reader: string;
  inputs: number;
  accepted: number;
  /** Inputs that were answered with a UserError. */
  refused: number;
  /** Errors of another kind, among the inputs by number. */
  faults: FuzzFault[];
  /** Inputs at which the process died. */
  crashes: number[];
  /** Inputs that took longer than {@link SECONDS_PER_INPUT}. */
  hangs: number[];
  /** Greatest resident memory of a process. */
  peakBytes: number;
}

/** What to do. */
interface FuzzReaderOptions {
  reader: string;
  /** Modules with further readers, as {@link allFuzzTargets} takes them. */
  modules?: readonly string[];
  inputs: number;
  seed: number;
  /** No input is begun later. */
  seconds: number;
  signal?: AbortSignal;
  /** Called with the number of inputs done. */
  onProgress?: (inputs: number) => void;
}

/** Inputs between two notes; after a death they are run again one by one to find the guilty one. */
const NOTE_EVERY = 500;

/** Fuzzes one reader. */
export async function fuzzReader(options: FuzzReaderOptions): Promise<FuzzResult> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-fuzz-" });
  try {
    return await fuzzInFolder(options, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function fuzzInFolder(options: FuzzReaderOptions, folder: string): Promise<FuzzResult> {
  const { reader, modules = [], inputs, seed, seconds, signal } = options;
  const result: FuzzResult = {
    reader,
    inputs: 0,
    accepted: 0,
    refused: 0,
    faults: [],
    crashes: [],
    hangs: [],
    peakBytes: 0,
  };
  const endMs = performance.now() + seconds * 1000;
  const targets = await allFuzzTargets(modules);
  const { inputsPerProcess = inputs } = targets.find(({ name }) => name === reader)!;
  let noteEvery = NOTE_EVERY;
  for (let from = 0; from < inputs && performance.now() < endMs;) {
    signal?.throwIfAborted();
    const to = Math.min(inputs, from + (noteEvery === 1 ? NOTE_EVERY : inputsPerProcess));
    const left = (endMs - performance.now()) / 1000;
    const limits = { seconds: left, limitS: SECONDS_PER_INPUT, noteEvery };
    const order: FuzzOrder = { target: reader, modules, seed, folder, from, to, ...limits };
    const { note, isWhole, stderr } = await runProcess(order, signal, options.onProgress);
    add(result, note, from);
    from = note.at;
    if (isWhole) {
      noteEvery = NOTE_EVERY;
      continue;
    }
    const hang = /hang at input (\d+)/.exec(stderr);
    if (noteEvery === 1) {
      // Each input before it has been told of, so this is the one.
      (hang ? result.hangs : result.crashes).push(from);
      result.inputs++;
      from++;
    } else noteEvery = 1;
  }
  return result;
}

async function runProcess(
  order: FuzzOrder,
  signal: AbortSignal | undefined,
  onProgress: ((inputs: number) => void) | undefined,
) {
  // A reader that was led to harm something could not: it writes into its folder alone.
  const permissions = childPermissions({
    writes: [order.folder],
    programs: [programOnPath("cat") ?? []].flat(),
  });
  const flags = ["--no-check", "--frozen", "--config", config, ...permissions];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, script, JSON.stringify(order)],
    env: { TMPDIR: order.folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const errors = new Response(child.stderr).text();
  let note: FuzzNote = { at: order.from, accepted: 0, refused: 0, faults: [], peakBytes: 0 };
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    const last = lines.at(-1);
    if (last === undefined) continue;
    note = parseJson(last, noteSchema, "the fuzzer's process");
    onProgress?.(note.at);
  }
  const { success } = await child.status;
  signal?.throwIfAborted();
  return { note, isWhole: success, stderr: await errors };
}

function add(result: FuzzResult, note: FuzzNote, from: number): void {
  result.inputs += note.at - from;
  result.accepted += note.accepted;
  result.refused += note.refused;
  for (const fault of note.faults) result.faults.push(fault);
  result.peakBytes = Math.max(result.peakBytes, note.peakBytes);
}

// What the fuzzer and its processes tell each other; plain JSON.

/** What a process shall do. */
export interface FuzzOrder {
  /** The reader's name. */
  target: string;
  /** Modules with further readers, as {@link allFuzzTargets} takes them. */
  modules: readonly string[];
  seed: number;
  /** For the target's files; who gives the order makes and removes it. */
  folder: string;
  /** Numbers of the first input and of the one after the last. */
  from: number;
  to: number;
  /** Seconds after which no further input is begun. */
  seconds: number;
  /** Seconds that one input may take. */
  limitS: number;
  /** A line is written after so many inputs. */
  noteEvery: number;
}

/** An input that did harm. */
interface FuzzFault {
  input: number;
  message: string;
}

/** How far a process is; `at` is the number of the input after the last one done. */
export interface FuzzNote {
  at: number;
  accepted: number;
  refused: number;
  faults: FuzzFault[];
  /** Greatest resident memory seen. */
  peakBytes: number;
}
