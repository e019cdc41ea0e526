/** A server on 127.0.0.1 that plays a publisher's host, for one test. */

/** A running host. */
export interface FakeHost {
  /** "http://127.0.0.1:PORT". */
  origin: string;
  /** What was asked, in order. */
  requests: { path: string; headers: Headers }[];
}

/** Calls `test` with a host that answers by `answer`, told the request and how many came before. */
export async function withHost(
  answer: (request: Request, earlier: number) => Response | Promise<Response>,
  test: (host: FakeHost) => Promise<void>,
): Promise<void> {
  const requests: FakeHost["requests"] = [];
  const server = Deno.serve(
    // A body that breaks off is what some tests want: no word about it.
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response(null) },
    (request) => {
      const { pathname, search } = new URL(request.url);
      requests.push({ path: pathname + search, headers: new Headers(request.headers) });
      return answer(request, requests.length - 1);
    },
  );
  try {
    await test({ origin: `http://127.0.0.1:${server.addr.port}`, requests });
  } finally {
    await server.shutdown();
  }
}

/** How {@link fileAnswer} sends a file. */
export interface FileManner {
  /** A strong ETag; none by default. */
  etag?: string;
  /** The connection breaks after this many bytes of the body. */
  cutAfter?: number;
  /** Whether Range is obeyed; true by default. */
  ranges?: boolean;
  type?: string;
}

/** What a file server answers: the whole file, or its rest where that is requested (RFC 9110). */
export function fileAnswer(
  request: Request,
  bytes: Uint8Array,
  { etag, cutAfter, ranges = true, type = "application/zip" }: FileManner = {},
): Response {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  const condition = request.headers.get("if-range");
  const isPart = ranges && !Number.isNaN(start) && (condition === null || condition === etag);
  const total = bytes.length;
  const headers = new Headers({ "content-type": type });
  if (etag) headers.set("etag", etag);
  if (isPart && start >= total) {
    headers.set("content-range", `bytes */${total}`);
    return new Response(null, { status: 416, headers });
  }
  const body = isPart ? bytes.subarray(start) : bytes;
  if (isPart) headers.set("content-range", `bytes ${start}-${total - 1}/${total}`);
  headers.set("content-length", String(body.length));
  const status = isPart ? 206 : 200;
  if (cutAfter === undefined || cutAfter >= body.length) {
    return new Response(body.slice(), { status, headers });
  }
  let isSent = false;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isSent) {
        isSent = true;
        controller.enqueue(body.slice(0, cutAfter));
        return;
      }
      // Time for what was sent to arrive.
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.error(new Error("cut"));
    },
  });
  return new Response(stream, { status, headers });
}
