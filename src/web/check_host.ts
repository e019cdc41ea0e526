/**
 * Refuses requests for other hosts. A page elsewhere can point a name of its own to 127.0.0.1 (DNS
 * rebinding) and would then count as this server's own page; but its name stands in Host.
 */
import { isIP } from "node:net";
import { ApiError } from "./api_error.ts";

/**
 * Throws ApiError unless `request` is for an address (a literal one cannot be rebound), for
 * localhost or for one of `allowed`, names in lower case, as --host and --allow-host give them.
 */
export function checkHost(request: Request, allowed: readonly string[]): void {
  const host = request.headers.get("host") ?? "";
  const name = hostName(host);
  const isOurs = name !== undefined &&
    (name === "localhost" || isIP(name) !== 0 || allowed.includes(name));
  if (!isOurs) {
    throw new ApiError(
      "wrong_host",
      "Expected the address of this server in Host; --allow-host adds a name",
    );
  }
}

/** "example.org" of "Example.org:8000" and "::1" of "[::1]:8000"; undefined for nonsense. */
function hostName(host: string): string | undefined {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/.exec(host.toLowerCase());
  return parts?.[1] ?? parts?.[2];
}
