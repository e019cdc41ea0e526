import { fileURLToPath } from "node:url";
import sharp, { type Sharp } from "sharp";
import { z } from "zod";
import { cacheFolder, readSystemFile } from "../../src/base/files.ts";
import { checkShape } from "../../src/base/json.ts";
import { childPermissions } from "../../src/base/processes.ts";
import { textLines } from "../../src/base/text.ts";
import { drawPhoto } from "../../src/facecnn/draw_photo.ts";

const answerSchema = z.object({ faces: z.array(z.unknown()) });

/** What clients got: a status, or "broken off", and how often. */
type StatusCounts = Record<string, number>;

/** Asks `count` times, one after another; milliseconds from request to answer. */
export async function timeRequests(
  url: string,
  frame: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const answer = await post(url, frame);
    const { faces } = checkShape(await answer.json(), answerSchema, url);
    times.push(performance.now() - start);
    if (faces.length === 0) {
      throw new Error("Expected the frame to have a face, but none was found");
    }
  }
  return times;
}

/**
 * Lets `clients` ask again and again for `seconds`; each that is turned away waits for as long as
 * Retry-After says.
 */
export async function loadServer(
  url: string,
  frame: Uint8Array<ArrayBuffer>,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<StatusCounts> {
  const endMs = performance.now() + seconds * 1000;
  const counts: StatusCounts = {};
  const client = async () => {
    while (performance.now() < endMs) {
      const { status, waitS } = await askOnce(url, frame);
      counts[status] = (counts[status] ?? 0) + 1;
      const leftMs = endMs - performance.now();
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, Math.min(waitS * 1000, leftMs)))
      );
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return counts;
}

async function askOnce(url: string, frame: Uint8Array<ArrayBuffer>) {
  try {
    const answer = await post(url, frame);
    await answer.body?.cancel();
    const waitS = answer.status === 429 ? Number(answer.headers.get("retry-after")) : 0;
    return { status: String(answer.status), waitS };
  } catch {
    return { status: "broken off", waitS: 1 };
  }
}

async function post(url: string, frame: Uint8Array<ArrayBuffer>): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    body: frame,
    headers: { "content-type": "image/jpeg" },
  });
}

// A frame as a camera gives it: a JPEG of 640 × 480 with a face.

const size = { width: 640, height: 480 };

/** The frame of the photo at `path`, all of it, or a drawn one. */
export async function makeFrame(path?: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await photo(path).jpeg({ quality: 92 }).toBuffer());
}

function photo(path?: string): Sharp {
  if (path !== undefined) return sharp(path).resize({ ...size, fit: "contain" });
  const { data, width, height } = drawPhoto(640, 480, [{ x: 320, y: 240, width: 180 }]);
  return sharp(data, { raw: { width, height, channels: 1 } });
}

/** A server under test. */
interface ServerProcess {
  /** Such as "http://127.0.0.1:43121/". */
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts it, without a `faceRun` with the best run in `runs`, or with the ready-made network; what it
 * needs has been fetched before. One address may ask without end, for all clients
 * here have the same.
 */
export async function startServer(
  { faceRun, runs, engine }: { faceRun?: string; runs: string; engine: string },
): Promise<ServerProcess> {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const noLimit = String(1e9);
  const permissions = childPermissions({ writes: [cacheFolder()], listens: true });
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--frozen",
      ...permissions,
      main,
      "serve",
      "--port",
      "0",
      "--engine",
      engine,
      "--quiet",
      "--runs",
      runs,
      ...faceRun === undefined ? [] : ["--face-run", faceRun],
      "--posts-per-minute",
      noLimit,
      "--posts-at-once",
      noLimit,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for await (const line of textLines(server.stdout)) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address === undefined) continue;
    const stop = async () => {
      server.kill("SIGTERM");
      await server.status;
    };
    return { address, pid: server.pid, stop };
  }
  throw new Error(`Expected the server to start, but it ended with ${(await server.status).code}`);
}

/** What a process has used. */
interface ProcessUsage {
  /** Processor seconds, of all its threads. */
  cpuS: number;
  /** Resident memory now. */
  residentBytes: number;
}

// The kernel's units for /proc on all of Linux's common architectures.
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** The usage of the process `pid`; undefined on other systems than Linux. */
export async function processUsage(pid: number): Promise<ProcessUsage | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  return parseProcessUsage(await readSystemFile(`/proc/${pid}/stat`));
}

/** The same from the text of /proc/PID/stat. */
export function parseProcessUsage(text: string): ProcessUsage {
  // The second field, the program's name in brackets, may itself hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  // proc(5) counts from 1 and the name is field 2: utime is 14, stime 15, rss 24.
  const field = (number: number) => fields[number - 3];
  return {
    cpuS: (field(14) + field(15)) / TICKS_PER_SECOND,
    residentBytes: field(24) * PAGE_BYTES,
  };
}
