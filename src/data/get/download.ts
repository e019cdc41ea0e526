/**
 * Downloads one file so that it survives cuts, a busy server and Ctrl-C, and says what went wrong.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { makeFolder, pathExists, writeFailure, writeFileWhole } from "../../base/files.ts";
import { sizeText } from "../../base/text.ts";
import { UserError } from "../../base/user_error.ts";

/** What to download. */
export interface DownloadRequest {
  address: string;
  /**
   * Where the whole file goes; until then it is `path`.part, with what is known of it beside it.
   */
  path: string;
  /** Origins that may be asked, as "https://host": redirects to others are refused. */
  origins: readonly string[];
  /** The Authorization header; sent to the address's own origin alone. */
  authorization?: string;
  /** SHA-256 of the whole file in hexadecimal, where its publisher states it. */
  sha256?: string;
}

/** How {@link download} waits, and whom it tells. */
export interface DownloadOptions {
  /** Bytes that are here, and all of them where the server says so. */
  onProgress?: (bytes: number, totalBytes: number | undefined) => void;
  /** A sentence about what is waited for. */
  say?: (sentence: string) => void;
  /** Attempts in a row that bring nothing, before it gives up; 6 by default. */
  attempts?: number;
  /** Wait before the second attempt in milliseconds, doubled each time; 1000 by default. */
  backOffMs?: number;
  /** Longest silence of a server in milliseconds; 60,000 by default. */
  silenceMs?: number;
}

/** Longest wait that a server's Retry-After is followed, in milliseconds. */
const LONGEST_WAIT_MS = 300_000;

const MOST_REDIRECTS = 10;

/** A server's passing trouble, or a connection's: worth another attempt. */
class PassingTrouble extends Error {
  override readonly name = "PassingTrouble";
  readonly waitMs: number | undefined;
  constructor(message: string, waitMs?: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** What is known of a file that is not whole yet. */
const stateSchema = z.strictObject({
  address: z.string(),
  /** The server's name of this very content: a strong ETag, or Last-Modified. */
  validator: z.string(),
});

/**
 * Downloads a file to `request.path`, which appears whole or not at all. What an earlier call left
 * is gone on with (Range and If-Range, RFC 9110 sections 13.1.5 and 14.2) where the server still
 * has the same content, else begun anew. Passing trouble (429, 5xx, cuts, silence) is retried with
 * exponential back-off, or when Retry-After says. Proxies are those of the environment. Throws
 * UserError where the server refuses, has moved the file, gives a page instead, where the hash
 * differs, or another process is at it, and Error where it gives up or the disk is full.
 */
export async function download(
  request: DownloadRequest,
  options: DownloadOptions = {},
): Promise<void> {
  const { path } = request;
  const { attempts = 6, backOffMs = 1000, say = () => {} } = options;
  await makeFolder(path.slice(0, Math.max(1, path.lastIndexOf("/"))));
  for (let failed = 0;;) {
    const before = sizeOf(partOf(path));
    try {
      await attempt(request, options);
      break;
    } catch (error) {
      if (!(error instanceof PassingTrouble)) throw error;
      failed = sizeOf(partOf(path)) > before ? 1 : failed + 1;
      if (failed >= attempts) {
        throw new Error(`${error.message}; gave up after ${attempts} attempts`);
      }
      const waitMs = error.waitMs ?? backOffMs * 2 ** (failed - 1);
      say(`${error.message}; trying again in ${(waitMs / 1000).toFixed(waitMs < 1000 ? 1 : 0)} s`);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  await settle(request);
}

/** Asks for JSON of a few kilobytes; retries as {@link download} does. */
export async function downloadJson(
  request: DownloadRequest,
  options: DownloadOptions = {},
): Promise<unknown> {
  await download(request, options);
  try {
    return JSON.parse(await Deno.readTextFile(request.path));
  } catch {
    throw new UserError(`Expected ${request.address} to answer in JSON, but it does not`);
  } finally {
    await discard(request.path);
    await Deno.remove(request.path).catch(() => {});
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

function stateOf(path: string): string {
  return `${path}.part.json`;
}

function sizeOf(path: string): number {
  return pathExists(path) ? Deno.statSync(path).size : 0;
}

/** Removes what is there of a file that is not whole. */
async function discard(path: string): Promise<void> {
  for (const file of [partOf(path), stateOf(path)]) await Deno.remove(file).catch(() => {});
}

/** One request, and what it brings. Returns once the part is the whole file. */
async function attempt(request: DownloadRequest, options: DownloadOptions): Promise<void> {
  const { path, address } = request;
  const known = await readState(request);
  const begun = known ? sizeOf(partOf(path)) : 0;
  const stopper = new AbortController();
  const { silenceMs = 60_000 } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stopper.abort(), silenceMs);
  };
  watch();
  try {
    const headers: Record<string, string> = begun && known
      ? { range: `bytes=${begun}-`, "if-range": known.validator }
      : {};
    const response = await follow(request, headers, stopper.signal);
    const from = await startOf(response, begun, request);
    if (from === undefined) return;
    const totalBytes = totalOf(response, from);
    await writeState(request, response);
    const length = await receive(response, partOf(path), from, (bytes) => {
      watch();
      options.onProgress?.(bytes, totalBytes);
    });
    if (totalBytes !== undefined && length < totalBytes) {
      throw new PassingTrouble(
        `${hostOf(address)} ended after ${sizeText(length)} of ${sizeText(totalBytes)}`,
      );
    }
  } catch (error) {
    if (stopper.signal.aborted) {
      throw new PassingTrouble(`${hostOf(address)} was silent for ${silenceMs / 1000} s`);
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** What an earlier attempt left, where the same address can go on with it. */
async function readState({ path, address }: DownloadRequest) {
  const text = await Deno.readTextFile(stateOf(path)).catch(() => "null");
  try {
    const state = stateSchema.parse(JSON.parse(text));
    if (state.address === address) return state;
  } catch {
    // Nothing, or nothing that is understood: begun anew.
  }
  return undefined;
}

/** Notes by what the rest can be requested later, before the first byte is kept. */
async function writeState({ path, address }: DownloadRequest, response: Response): Promise<void> {
  const tag = response.headers.get("etag");
  // A weak tag says that contents mean the same, not that their bytes are the same.
  const validator = tag && !tag.startsWith("W/") ? tag : response.headers.get("last-modified");
  if (!validator) await Deno.remove(stateOf(path)).catch(() => {});
  else await writeFileWhole(stateOf(path), JSON.stringify({ address, validator }));
}

/** Asks, and follows redirects within the permitted origins. */
async function follow(
  { address, origins, authorization }: DownloadRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  let url = new URL(address);
  const { origin } = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (!origins.includes(url.origin)) {
      throw new UserError(
        `Expected ${hostOf(address)} to lead to ${
          origins.join(", ")
        }, but it leads to ${url.origin}`,
      );
    }
    const sent = new Headers({ "user-agent": "duygu", ...headers });
    if (authorization && url.origin === origin) sent.set("authorization", authorization);
    const response = await ask(url, sent, signal);
    if (response.status < 300 || response.status > 399) return response;
    await response.body?.cancel();
    const location = response.headers.get("location");
    if (!location || !URL.canParse(location, url)) {
      throw new UserError(`Expected ${url.host} to say where it redirects to, but it does not`);
    }
    url = new URL(location, url);
  }
  throw new UserError(`Expected at most ${MOST_REDIRECTS} redirects from ${hostOf(address)}`);
}

async function ask(url: URL, headers: Headers, signal: AbortSignal): Promise<Response> {
  // As it is: bytes of a packed transfer could not be counted.
  headers.set("accept-encoding", "identity");
  try {
    return await fetch(url, { headers, redirect: "manual", signal });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new PassingTrouble(`${url.host} cannot be reached (${(error as Error).message})`);
  }
}

/**
 * Where the response's bytes begin: `begun`, or 0 where the server sends all of it; undefined where
 * nothing is missing. Throws for every other answer.
 */
async function startOf(
  response: Response,
  begun: number,
  { address, path }: DownloadRequest,
): Promise<number | undefined> {
  const { status, headers } = response;
  const host = hostOf(address);
  if (status === 200 || status === 206) {
    const type = headers.get("content-type") ?? "";
    if (/^text\/html|^application\/xhtml/i.test(type)) {
      await response.body?.cancel();
      await discard(path);
      throw pageInstead(host);
    }
    if (status === 200) return 0;
    const first = Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1]);
    if (first === begun) return begun;
    await response.body?.cancel();
    await discard(path);
    throw new PassingTrouble(`${host} sent another part than was requested`);
  }
  await response.body?.cancel();
  if (status === 416) {
    const total = Number(/^bytes \*\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1]);
    if (total === begun) return undefined;
    await discard(path);
    throw new PassingTrouble(`${host} has a file of another size now`);
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new PassingTrouble(
      `${host} is busy (status ${status})`,
      retryAfterMs(headers.get("retry-after")),
    );
  }
  if (status === 401 || status === 403) {
    throw new UserError(`${host} refuses the download (status ${status}): sign in, accept terms?`);
  }
  if (status === 404 || status === 410) {
    throw new UserError(`${host} has no such file any more (status ${status}): it was moved`);
  }
  throw new UserError(`Expected ${host} to send the file, but it answers with status ${status}`);
}

function pageInstead(host: string): UserError {
  return new UserError(
    `Expected ${host} to send the file, but it sends a web page (to sign in, or to accept terms)`,
  );
}

/** Retry-After in seconds or as a date (RFC 9110 section 10.2.3), at most five minutes. */
export function retryAfterMs(
  header: string | null,
  nowMs: number = Date.now(),
): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? 1000 * Number(header) : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

function totalOf({ status, headers }: Response, from: number): number | undefined {
  const stated = status === 206
    ? /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1]
    : headers.get("content-length");
  if (stated) return Number(stated);
  const rest = headers.get("content-length");
  return rest === null ? undefined : from + Number(rest);
}

/** Writes the response behind the part's first `from` bytes. Returns the part's length. */
async function receive(
  response: Response,
  part: string,
  from: number,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const writing = <T>(promise: Promise<T>) =>
    promise.catch((error) => {
      throw writeFailure(part, error);
    });
  using file = await writing(Deno.open(part, { write: true, create: true }));
  if (!await file.tryLock(true)) {
    await response.body?.cancel();
    throw new UserError(`Expected no other download into ${part}, but another process is at it`);
  }
  if (from === 0 && (await file.stat()).size) await file.truncate();
  await file.seek(from, Deno.SeekMode.Start);
  let length = from;
  const reader = response.body?.getReader();
  while (reader) {
    const { value, done } = await reader.read().catch((error) => {
      throw new PassingTrouble(`the connection broke (${(error as Error).message})`);
    });
    if (done) break;
    try {
      for (let at = 0; at < value.length;) at += await writing(file.write(value.subarray(at)));
    } catch (error) {
      await reader.cancel().catch(() => {});
      throw error;
    }
    length += value.length;
    onBytes(length);
  }
  return length;
}

/** Looks at the whole part, and gives it its name. */
async function settle({ path, address, sha256 }: DownloadRequest): Promise<void> {
  const hash = createHash("sha256");
  let start = "";
  {
    using file = await Deno.open(partOf(path));
    for await (const chunk of file.readable) {
      if (start.length < 64) start += new TextDecoder().decode(chunk.subarray(0, 64));
      hash.update(chunk);
    }
  }
  if (/^\s*<(!doctype html|html)/i.test(start)) {
    await discard(path);
    throw pageInstead(hostOf(address));
  }
  const found = hash.digest("hex");
  if (sha256 !== undefined && found !== sha256.toLowerCase()) {
    await discard(path);
    throw new UserError(
      `Expected the file of ${hostOf(address)} to have the SHA-256 ${sha256}, but found ${found}`,
    );
  }
  await Deno.rename(partOf(path), path);
  await discard(path);
}

function hostOf(address: string): string {
  return new URL(address).host;
}
