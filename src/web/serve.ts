import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { UserError } from "../base/user_error.ts";
import type { createApp } from "./create_app.ts";
import { defaultLimits, type Limits } from "./request_limits.ts";

type App = ReturnType<typeof createApp>;

/** Bounds of what a connection may take, beside the application's own. */
export type ServerLimits = Pick<
  Limits,
  "headersMs" | "idleMs" | "uploadMs" | "analysisMs" | "connections"
>;

/** Where and how long to serve. */
interface ServeOptions {
  hostname: string;
  /** 0 takes a free one. */
  port: number;
  /** Ends serving: no new requests, those that are being answered or uploaded end. */
  signal: AbortSignal;
  /** Called with the address once requests are answered. */
  onListen: (address: string) => void;
  limits?: ServerLimits;
}

/** Reserve of what requests may take that are under way when the server is stopped. */
const LAST_REQUESTS_MS = 2_000;

/** A refused upload's connection stays open so long, so that its client can read why. */
const LINGER_MS = 1_000;

/** So much of a stream may wait for its client to read it. */
const UNREAD_BYTES = 2 ** 20;

/** So often it is asked whether connections are still taken, after many have come. */
const CHECK_MS = 1_000;

/** So many connections, open or come within one interval, may have exhausted descriptors. */
const MANY_CONNECTIONS = 16;

/** Serves `app` until `signal` aborts. Throws UserError where the address cannot be had. */
export async function serve(
  app: App,
  { hostname, port, signal, onListen, limits = defaultLimits }: ServeOptions,
): Promise<void> {
  const server = createAppServer(app, limits);
  await listen(server, hostname, port);
  const address = server.address() as AddressInfo;
  const stopChecking = keepListening(server, hostname, address.port);
  onListen(`http://${address.family === "IPv6" ? `[${hostname}]` : hostname}:${address.port}/`);
  await new Promise<void>((stopped) => {
    if (signal.aborted) stopped();
    signal.addEventListener("abort", () => stopped(), { once: true });
  });
  stopChecking();
  await closeServer(server, limits);
}

/** An HTTP server of `app` that listens nowhere yet. */
export function createAppServer(app: App, limits: ServerLimits): Server {
  const open = new Set<ServerResponse>();
  const server = createServer({
    headersTimeout: limits.headersMs,
    // The application refuses slower bodies itself, with a sentence.
    requestTimeout: limits.headersMs + limits.uploadMs + LAST_REQUESTS_MS,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
  }, (incoming, outgoing) => {
    if (!server.listening) outgoing.setHeader("connection", "close");
    answer(app, incoming, outgoing, open).catch(() => outgoing.destroy());
  });
  streams.set(server, open);
  server.maxConnections = limits.connections;
  return server;
}

/** Answers of each server that go on for as long as their clients stay. */
const streams = new WeakMap<Server, Set<ServerResponse>>();

/**
 * Stops listening, ends streams, and waits for requests that are under way, as long as these may
 * take.
 */
export async function closeServer(server: Server, limits: ServerLimits): Promise<void> {
  for (const stream of streams.get(server) ?? []) stream.destroy();
  const patienceMs = limits.uploadMs + limits.analysisMs + LAST_REQUESTS_MS;
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await new Promise<void>((closed) => {
    server.close(() => closed());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}

/**
 * Listens anew where the socket takes no more connections: Deno's does not, ever again and without
 * an error, once descriptors were exhausted while it accepted. Returns what ends the checks.
 */
function keepListening(server: Server, hostname: string, port: number): () => void {
  let come = 0;
  let isSuspect = false;
  let isChecking = false;
  let isStopped = false;
  // Such as no descriptor for another connection: those that are there go on.
  server.on("error", () => {});
  const count = () => come++;
  server.on("connection", count).on("drop", count);
  const check = async () => {
    const { promise: open, resolve } = Promise.withResolvers<number>();
    server.getConnections((error, connections) => resolve(error ? Infinity : connections));
    isSuspect ||= come + await open >= MANY_CONNECTIONS;
    come = 0;
    if (!isSuspect) return;
    const own = connect(port, hostname).on("error", () => {});
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
    own.destroy();
    isSuspect = come === 0;
    if (!isSuspect || isStopped) return;
    if (server.listening) server.close();
    // Where no descriptor is free, the next check tries again.
    await listen(server, hostname, port).catch(() => {});
  };
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    check().finally(() => isChecking = false);
  }, CHECK_MS);
  return () => {
    isStopped = true;
    clearInterval(timer);
  };
}

async function listen(server: Server, hostname: string, port: number): Promise<void> {
  try {
    await new Promise<void>((listening, failed) => {
      server.once("error", failed);
      server.listen(port, hostname, () => {
        server.off("error", failed);
        listening();
      });
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "EADDRINUSE") {
      throw new UserError(
        `Expected port ${port} of ${hostname} to be free, but another program has it; take ` +
          "another by --port",
      );
    }
    throw new UserError(`Could not listen at ${hostname}:${port}: ${message}`);
  }
}

/** One request, as the application takes it, and its answer; streams are in `open` meanwhile. */
async function answer(
  app: App,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  open: Set<ServerResponse>,
) {
  // Once the connection has ended, the request knows it no more.
  const { socket } = incoming;
  const request = asRequest(incoming);
  const response = request
    ? await app.fetch(request, { address: socket.remoteAddress ?? "" })
    : new Response(null, { status: 400 });
  if (response.body && response.headers.get("content-type") === "text/event-stream") {
    open.add(outgoing);
    try {
      return await stream(response, outgoing);
    } finally {
      open.delete(outgoing);
    }
  }
  const body = response.body ? Buffer.from(await response.arrayBuffer()) : undefined;
  const headers = Object.fromEntries(response.headers);
  if (body) headers["content-length"] = String(body.length);
  const isCutOff = !incoming.complete;
  if (isCutOff) headers.connection = "close";
  outgoing.writeHead(response.status, headers);
  if (isCutOff) await throwAway(incoming, () => outgoing.write(body ?? ""));
  outgoing.end(isCutOff ? undefined : body);
  if (isCutOff) socket.destroy();
}

/**
 * Answers by `write`, and then throws away what is still being sent, not for long: a connection that
 * ended before would be a failure to its client, and to proxies such as nginx, which would not read
 * the answer.
 */
async function throwAway(incoming: IncomingMessage, write: () => void): Promise<void> {
  const { promise: sent, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LINGER_MS);
  incoming.on("end", resolve).on("close", resolve).on("error", () => resolve());
  write();
  incoming.resume();
  await sent;
  clearTimeout(timer);
}

/** Passes the answer on, part by part, until it ends or its client is gone. */
async function stream({ status, headers, body }: Response, outgoing: ServerResponse) {
  const reader = body!.getReader();
  outgoing.on("close", () => reader.cancel().catch(() => {}));
  outgoing.on("error", () => {});
  outgoing.writeHead(status, Object.fromEntries(headers));
  // A client that is gone before is not told of by "close".
  if (outgoing.destroyed) return await reader.cancel();
  while (true) {
    const { done, value } = await reader.read();
    if (done) break;
    // Where a client reads too slowly, its connection is as good as gone.
    if (outgoing.writableLength > UNREAD_BYTES) outgoing.destroy();
    else outgoing.write(value);
  }
  outgoing.end();
}

/** Undefined for what no application could make sense of. */
function asRequest(incoming: IncomingMessage): Request | undefined {
  const { url = "/", method = "GET", rawHeaders } = incoming;
  // A request may name the whole address itself; else Host does.
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(url);
  const address = isWhole ? url : `http://${incoming.headers.host || "localhost"}${url}`;
  const hasBody = method !== "GET" && method !== "HEAD";
  try {
    const headers = new Headers();
    for (let at = 0; at < rawHeaders.length; at += 2) {
      headers.append(rawHeaders[at], rawHeaders[at + 1]);
    }
    const body = hasBody ? bodyOf(incoming) : undefined;
    // A Request may not have these; the application answers that it has no such method.
    const isForbidden = ["CONNECT", "TRACE", "TRACK"].includes(method);
    return new Request(address, { method: isForbidden ? `X-${method}` : method, headers, body });
  } catch {
    return undefined;
  }
}

/**
 * What is sent, as fast as it is read. Once nobody reads it any more the rest is left to
 * {@link throwAway}; Readable.toWeb would throw then, where nobody can catch it.
 */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isOpen = true;
  return new ReadableStream({
    start(controller) {
      incoming.pause();
      incoming.on("data", (part: Uint8Array) => {
        if (!isOpen) return;
        controller.enqueue(new Uint8Array(part));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      const end = (act: () => void) => () => {
        if (isOpen) act();
        isOpen = false;
      };
      incoming.on("end", end(() => controller.close()));
      const breakOff = end(() => controller.error(new Error("The connection ended")));
      incoming.on("error", breakOff).on("close", breakOff);
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      isOpen = false;
    },
  });
}
