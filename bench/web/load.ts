/** In: a server and a frame. Out: how long answers take, and what many clients at once get. */
import { z } from "zod";
import { checkShape } from "../../src/base/json.ts";

const answerSchema = z.object({ faces: z.array(z.unknown()) });

/** What clients got: a status, or "broken off", and how often. */
export type StatusCounts = Record<string, number>;

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
