/**
 * Refuses requests for other hosts. A page elsewhere can point a name of its own to 127.0.0.1 (DNS
 * rebinding) and would then count as this server's own page; but its name stands in Host.
 */
import { isIP } from "node:net";
import { ApiError } from "./api_error.ts";

/** A host and port, so written that equal ones are the same text. */
export interface Authority {
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
 * listens at itself, 80 or 443, whatever the visitor's browser is told; so these count as none.
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
