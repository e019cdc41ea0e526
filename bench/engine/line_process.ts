/**
 * In: a command that reads one JSON object a line and answers each with one line. Out: a function
 * that asks it and checks the answer's shape. The protocol is told in peers/protocol.py.
 */
import { z } from "zod";
import { parseJson } from "../../src/base/json.ts";
import { textLines } from "../../src/base/text.ts";

/** A running process that answers requests, one at a time. */
export interface LineProcess {
  /** Sends a request and returns its checked answer. Throws where the process fails or ends. */
  ask<T>(request: Record<string, unknown>, schema: z.ZodType<T>): Promise<T>;
  /** Asks it to quit, and ends it where it does not; more than one call is harmless. */
  stop(): Promise<void>;
}

/** How a process is started. */
export interface LineProcessOptions {
  /** Names it in errors. */
  name: string;
  /** The program and its arguments. */
  command: string[];
  /** Its whole environment. */
  environment: Record<string, string>;
}

// What is kept of standard error, for the message of a process that dies.
const KEPT_CHARACTERS = 2000;
const QUIT_TIMEOUT_MS = 5000;

/** Starts a process; see {@link LineProcess}. Throws where the program cannot be run. */
export function startLineProcess(options: LineProcessOptions): LineProcess {
  const { name, command: [program, ...args], environment } = options;
  const child = new Deno.Command(program, {
    args,
    env: environment,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = textLines(child.stdout);
  const errors = keepTail(child.stderr);
  let stopped = false;

  async function ask<T>(request: Record<string, unknown>, schema: z.ZodType<T>): Promise<T> {
    // A write to a process that died fails, which the missing answer tells better.
    await writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n")).catch(() => {});
    const { value: line, done } = await lines.next();
    if (done) {
      throw new Error(`${name} ended during ${request.op}: ${(await errors).trim()}`);
    }
    const answer = parseJson(line, z.record(z.string(), z.unknown()), name);
    if (typeof answer.error === "string") throw new Error(`${name}: ${answer.error}`);
    return parseJson(line, schema, `${name}'s answer to ${request.op}`);
  }

  async function stop(): Promise<void> {
    if (stopped) return;
    stopped = true;
    const timer = setTimeout(() => child.kill("SIGKILL"), QUIT_TIMEOUT_MS);
    await ask({ op: "quit" }, z.unknown()).catch(() => {});
    await writer.close().catch(() => {});
    while (!(await lines.next()).done); // drains, so that the pipe closes
    await Promise.all([child.status, errors]);
    clearTimeout(timer);
  }

  return { ask, stop };
}

/** Reads the stream to its end and returns its last characters. */
async function keepTail(stream: ReadableStream<Uint8Array>): Promise<string> {
  let tail = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-KEPT_CHARACTERS);
  }
  return tail;
}
