/**
 * Refuses requests for other hosts. A page elsewhere can point a name of its own to 127.0.0.1 (DNS
 * rebinding) and would then count as this server's own page; but its name stands in Host.
 */
import { isIP } from "node:net";
import { tagBytesBefore } from "../data/audio/audio_format.ts";
import type { UploadKind } from "./analysis.ts";
import { ApiError } from "./api_schemas.ts";

/** A host and port, so written that equal ones are the same text. */
interface Authority {
  /** In lower case, without a dot at its end; IPv6 in its short form without brackets. */
  name: string;
  /** "" for the ports that go without saying: none, 80 and 443. */
  port: string;
}

/**
 * Throws ApiError unless `request` is for an address (a literal one cannot be rebound), for
 * localhost or for one of `allowed`, names as {@link hostName} writes them. Both the request's
 * own URI, which may name a host too, and its Host header are looked at.
 */
export function checkHost(request: Request, allowed: readonly string[]): void {
  const isOurs = [request.headers.get("host") ?? "", hostOf(request.url)].every((host) => {
    const name = parseAuthority(host)?.name;
    return name !== undefined &&
      (name === "localhost" || isIP(name) !== 0 || allowed.includes(name));
  });
  if (!isOurs) {
    throw new ApiError(
      "wrong_host",
      "Expected the address of this server in Host; --allow-host adds a name",
    );
  }
}

/**
 * Reads "Example.org:8000", "duygu_web", "müzik.example" or "[0:0:0:0:0:0:0:1]:80" as browsers read
 * it; undefined for what is no host with or without a port. A proxy often adds the port that it
 * listens at itself, 80 or 443, whatever address the visitor's browser has; so these count as none.
 */
export function parseAuthority(host: string): Authority | undefined {
  // What follows a host in an address would be cut off, and what precedes it taken for a user.
  if (/[\s@/\\?#]/.test(host) || /:[^\]]*:\d*$/.test(host)) return undefined;
  if (!URL.canParse(`http://${host}/`)) return undefined;
  const { hostname, port } = new URL(`http://${host}/`);
  const name = hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  return name === "" ? undefined : { name, port: port === "443" ? "" : port };
}

/**
 * The name that a request for `given` (what --host or --allow-host says, with or without a port)
 * has; undefined where `given` is no host.
 */
export function hostName(given: string): string | undefined {
  return parseAuthority(isIP(given) === 6 ? `[${given}]` : given)?.name;
}

/** The host and port of an address as it is written there; the parser would rewrite it. */
function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
}

// Refuses requests that another site's page has its visitor's browser send.

/**
 * Throws ApiError where `request` says that it comes from a page of another origin: its Origin is
 * not the host that it is for, or Sec-Fetch-Site says so. Programs that are no browsers send
 * neither and pass. The scheme is not compared, as a proxy may speak https for this server.
 */
export function checkOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isForeignSite = site !== null && site !== "same-origin" && site !== "none";
  if (isForeignSite || (origin !== null && !isOf(origin, request.headers.get("host") ?? ""))) {
    throw new ApiError("wrong_origin", "Expected the request to come from this server's own page");
  }
}

/** Whether an Origin such as "https://example.org" is `host`; "null" and other nonsense are not. */
function isOf(origin: string, host: string): boolean {
  const page = parseAuthority(/^https?:\/\/(.*)$/i.exec(origin)?.[1] ?? "");
  const asked = parseAuthority(host);
  return page !== undefined && asked !== undefined && page.name === asked.name &&
    page.port === asked.port;
}

// Headers of every answer: what the browser may not do with it.

/** Everything from this server alone, no script or style within the page, in nobody's frame. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const headers: Record<string, string> = {
  "content-security-policy": contentSecurityPolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Sets them on `answer`. */
export function setSecurityHeaders(answer: Headers): void {
  for (const [name, value] of Object.entries(headers)) answer.set(name, value);
}

/** Content types that are taken, by medium. */
export const mediaTypes: Record<UploadKind, readonly string[]> = {
  photo: ["image/jpeg", "image/png", "image/webp"],
  speech: ["audio/wav", "audio/flac"],
};

/** How they begin, and others that are often sent; "?" stands for any byte. */
const beginnings: Record<string, string> = {
  "image/jpeg": "\xff\xd8\xff",
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/webp": "RIFF????WEBP",
  "image/gif": "GIF8",
  "image/heic": "????ftyphei",
  "image/avif": "????ftypavi",
  "audio/wav": "RIFF????WAVE",
  "audio/flac": "fLaC",
  "audio/mp4": "????ftypM4A",
  "audio/ogg": "OggS",
  "audio/webm": "\x1aE\xdf\xa3",
};

/** Other names of the same types. */
const otherNames: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-flac": "audio/flac",
};

/** The type that a Content-Type header names, without parameters, under its main name. */
export function namedMediaType(header: string | null): string {
  const name = (header ?? "").split(";")[0].trim().toLowerCase();
  return Object.hasOwn(otherNames, name) ? otherNames[name] : name;
}

/** The type of `bytes` by how they begin, whether it is taken or not; undefined for all others. */
export function foundMediaType(bytes: Uint8Array): string | undefined {
  // Players put tags in front of sounds.
  const before = tagBytesBefore(bytes);
  const start = String.fromCharCode(...bytes.subarray(before, before + 12));
  const isLike = (beginning: string) =>
    beginning.length <= start.length &&
    [...beginning].every((character, at) => character === "?" || character === start[at]);
  return Object.keys(beginnings).find((type) => isLike(beginnings[type]));
}
